#pragma once

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// Names the calling thread; `prctl` is variadic, which Swift cannot call.
static inline void moorage_name_thread(const char *name) { prctl(PR_SET_NAME, name); }

// `struct epoll_event` is packed and contains a union, which is hazardous to import into Swift.
static inline int moorage_epoll_set(int epoll, int operation, int descriptor, uint32_t events, uint64_t id) {
    struct epoll_event event;
    event.events = events;
    event.data.u64 = id;
    return epoll_ctl(epoll, operation, descriptor, &event);
}

enum { moorage_epoll_batch = 64 };

// Writes at most `moorage_epoll_batch` ids of ready descriptors. Returns their number, or -1 with errno.
static inline int moorage_epoll_wait(int epoll, uint64_t *ids, int milliseconds) {
    struct epoll_event events[moorage_epoll_batch];
    int count = epoll_wait(epoll, events, moorage_epoll_batch, milliseconds);
    for (int index = 0; index < count; index++) ids[index] = events[index].data.u64;
    return count;
}
