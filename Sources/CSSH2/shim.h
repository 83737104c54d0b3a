#pragma once

#include <libssh2.h>

typedef ssize_t (*moorage_ssh2_send)(libssh2_socket_t, const void *, size_t, int, void **);
typedef ssize_t (*moorage_ssh2_receive)(libssh2_socket_t, void *, size_t, int, void **);

// The library takes callbacks as `void *`, which Swift cannot create from a function.
static inline void moorage_ssh2_set_transport(
    LIBSSH2_SESSION *session, moorage_ssh2_send send, moorage_ssh2_receive receive) {
    libssh2_session_callback_set(session, LIBSSH2_CALLBACK_SEND, (void *)send);
    libssh2_session_callback_set(session, LIBSSH2_CALLBACK_RECV, (void *)receive);
}
