/** The tray's icon: a ring of 32 × 32 points, as a data URL. */
export const TRAY_ICON = [
  'data:image/png;base64,',
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAAA+ElEQVR42s2XMQ7DIAxFMzNwtYo9S+YeIzkCV8jERXKXKGM3',
  'pNSVjJRWRP2EIHt4C8HxBxtjusdz6yQpNXCEJxZiJSKz8pjnObcKsMTITnaQlW1srYCh0HFOyHBVgK9w/IsvFTDf6DwxowJ8',
  'A+enO5GL+d6Y4UyArUy4ksS0OQFjwU9eRCAmJvAYaj/mBKCr/zg0mdwx/A3dhS8BDjTsgcLVg/9yRwEeXDlaYif0RCSDBYi5',
  'KRBggJxYjgL+xT9cuOkCkgdpcrxx+9EwRFUCxEMgnoTix1C8EImXYhWXkfh1LN6QqGjJVDSlKtpyFQ8TFU8zFY/TprwBbRzX',
  'oVLh18UAAAAASUVORK5CYII=',
].join('');
