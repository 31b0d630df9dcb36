/** W3C webrtc-extensions: options of one `setParameters` call; not in the DOM library yet. */
interface EncodingOptions {
  encodingOptions?: { keyFrame: boolean }[];
}
type SetParameters = (parameters: RTCRtpSendParameters, options: EncodingOptions) => Promise<void>;

/**
 * Makes an encoder send a key frame on every layer now, even right after another one (W3C webrtc-extensions,
 * `RTCSetParameterOptions`). If that is not supported, the call changes nothing, and the SFU asks again by RTCP.
 */
export async function makeKeyFrame(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters();
  const setParameters = sender.setParameters.bind(sender) as SetParameters;
  await setParameters(parameters, { encodingOptions: parameters.encodings.map(() => ({ keyFrame: true })) });
}
