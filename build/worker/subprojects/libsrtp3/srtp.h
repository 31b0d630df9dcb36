// The part of libsrtp 3's API that mediasoup-worker uses, over libsrtp 2 (2.5 or later).
// libsrtp 2 works in place; libsrtp 3 takes an input and an output buffer, which may be the same one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>

// libsrtp 2 calls a plain struct what libsrtp 3 makes an opaque handle: give the struct another name here.
#define srtp_policy_t srtp2_policy_t
extern "C"
{
#include <srtp2/srtp.h>
}
#undef srtp_policy_t

// Codes that libsrtp 2 lacks. 28 and 29 are free in its enumeration and inside its range of values.
inline constexpr srtp_err_status_t srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
inline constexpr srtp_err_status_t srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

struct srtp_policy_handle
{
	srtp2_policy_t policy;
	// Key followed by salt, as libsrtp 2 reads them. Copied by srtp_create().
	unsigned char keyAndSalt[SRTP_MAX_KEY_LEN];
};

using srtp_policy_t = srtp_policy_handle*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* handle)
{
	*handle = new (std::nothrow) srtp_policy_handle{};

	return *handle ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_policy_t handle)
{
	delete handle;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t handle, srtp_ssrc_t ssrc)
{
	handle->policy.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t handle, srtp_profile_t profile)
{
	const srtp_err_status_t err =
	  srtp_crypto_policy_set_from_profile_for_rtp(&handle->policy.rtp, profile);

	return err != srtp_err_status_ok
	         ? err
	         : srtp_crypto_policy_set_from_profile_for_rtcp(&handle->policy.rtcp, profile);
}

inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t handle,
  const uint8_t* key,
  size_t keyLen,
  const uint8_t* salt,
  size_t saltLen,
  const uint8_t* /*mki*/,
  size_t mkiLen)
{
	// The worker has one key and no MKI.
	if (mkiLen != 0 || handle->policy.key || keyLen + saltLen > sizeof(handle->keyAndSalt))
	{
		return srtp_err_status_bad_param;
	}

	std::memcpy(handle->keyAndSalt, key, keyLen);
	std::memcpy(handle->keyAndSalt + keyLen, salt, saltLen);
	handle->policy.key = handle->keyAndSalt;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t handle, bool allow)
{
	handle->policy.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t handle, size_t packets)
{
	handle->policy.window_size = packets;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t handle)
{
	return srtp_create(session, &handle->policy);
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}

namespace srtp_bridge
{
	using InPlace = srtp_err_status_t (*)(srtp_t, void*, int*);

	// Runs an in-place operation of libsrtp 2 on a copy of |in| made in |out|.
	// |outLen| holds the room in |out| and receives the length of the result; |growth| is how much
	// the operation may add. Nothing is written when the room does not suffice.
	inline srtp_err_status_t Run(
	  InPlace operation, srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t growth)
	{
		if (inLen > static_cast<size_t>(std::numeric_limits<int>::max()))
		{
			return srtp_err_status_bad_param;
		}

		if (*outLen < inLen + growth)
		{
			return srtp_err_status_buffer_small;
		}

		// memmove: the two buffers may be one, or overlap.
		std::memmove(out, in, inLen);

		int length                  = static_cast<int>(inLen);
		const srtp_err_status_t err = operation(session, out, &length);

		if (err == srtp_err_status_ok)
		{
			*outLen = static_cast<size_t>(length);
		}

		return err;
	}

	// SRTCP adds a 32 bit index before the trailer (RFC 3711 §3.4).
	inline constexpr size_t SrtcpIndexLen{ 4 };
} // namespace srtp_bridge

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* rtp, size_t rtpLen, uint8_t* srtp, size_t* srtpLen, size_t /*mkiIndex*/)
{
	return srtp_bridge::Run(srtp_protect, session, rtp, rtpLen, srtp, srtpLen, SRTP_MAX_TRAILER_LEN);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* rtcp, size_t rtcpLen, uint8_t* srtcp, size_t* srtcpLen, size_t /*mkiIndex*/)
{
	return srtp_bridge::Run(
	  srtp_protect_rtcp,
	  session,
	  rtcp,
	  rtcpLen,
	  srtcp,
	  srtcpLen,
	  SRTP_MAX_TRAILER_LEN + srtp_bridge::SrtcpIndexLen);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* srtp, size_t srtpLen, uint8_t* rtp, size_t* rtpLen)
{
	return srtp_bridge::Run(srtp_unprotect, session, srtp, srtpLen, rtp, rtpLen, 0);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* srtcp, size_t srtcpLen, uint8_t* rtcp, size_t* rtcpLen)
{
	return srtp_bridge::Run(srtp_unprotect_rtcp, session, srtcp, srtcpLen, rtcp, rtcpLen, 0);
}
