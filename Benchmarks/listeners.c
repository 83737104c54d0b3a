// Many listeners of one log stream, on one thread: light enough that the measurement shows the server.
//
// listeners ADDRESS PORT PATH TOKEN COUNT
//
// Connects all listeners, sends the request, prints "ready" when all have seen the stream's opening, then records when
// each sees each row "bench-row NNNNNN;". At the end of standard input it prints "NNNNNN NANOSECONDS" (CLOCK_MONOTONIC)
// for every row at every listener.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    mark_length = 10,   // "bench-row "
    row_digits = 6,
    kept = 32,          // the carried tail, because a row may arrive in two pieces
    read_size = 65536,
    standard_input = -1,
};

static const char mark[] = "bench-row ";
static const char accepted[] = "HTTP/1.1 200 ";
static const char opening[] = "retry: ";

struct listener {
    int socket;
    int is_accepted;
    int is_ready;
    int tail_length;
    char tail[kept];
};

struct sighting {
    int row;
    long long at;
};

static struct sighting *sightings;
static size_t sighting_count, sighting_room;

static void fail(const char *what) {
    fprintf(stderr, "listeners: %s: %s\n", what, strerror(errno));
    exit(1);
}

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void note(int row, long long at) {
    if (sighting_count == sighting_room) {
        sighting_room = sighting_room ? sighting_room * 2 : 1 << 18;
        sightings = realloc(sightings, sighting_room * sizeof *sightings);
        if (!sightings) fail("memory");
    }
    sightings[sighting_count++] = (struct sighting){row, at};
}

static int start(const struct sockaddr_in *server, const char *request) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) fail("socket");
    if (connect(descriptor, (const struct sockaddr *)server, sizeof *server) != 0) fail("connect");
    size_t length = strlen(request);
    if (write(descriptor, request, length) != (ssize_t)length) fail("write");
    if (fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0) fail("fcntl");
    return descriptor;
}

// Searches the received data, with the carried tail in front. A row's text ends in ';', so a partial row waits for its
// rest.
static int scan(struct listener *listener, char *bytes, size_t length, long long at) {
    int became_ready = 0;
    if (!listener->is_accepted) {
        if (strncmp(bytes, accepted, sizeof accepted - 1) != 0) {
            fprintf(stderr, "listeners: refused: %.200s\n", bytes);
            exit(1);
        }
        listener->is_accepted = 1;
    }
    if (!listener->is_ready && memmem(bytes, length, opening, sizeof opening - 1)) listener->is_ready = became_ready = 1;
    char *from = bytes, *end = bytes + length;
    for (;;) {
        char *found = memmem(from, (size_t)(end - from), mark, mark_length);
        if (!found || end - found < mark_length + row_digits + 1) {
            if (found) from = found;
            break;
        }
        note(atoi(found + mark_length), at);
        from = found + mark_length + row_digits;
    }
    size_t left = (size_t)(end - from);
    if (left > kept) left = kept;
    memcpy(listener->tail, end - left, left);
    listener->tail_length = (int)left;
    return became_ready;
}

// Returns whether it has read the stream's opening.
static int receive(struct listener *listener) {
    static char bytes[kept + read_size + 1];
    memcpy(bytes, listener->tail, (size_t)listener->tail_length);
    ssize_t count = read(listener->socket, bytes + listener->tail_length, read_size);
    if (count < 0 && errno == EAGAIN) return 0;
    if (count < 0) fail("read");
    if (count == 0) {
        fprintf(stderr, "listeners: the server ended a stream\n");
        exit(1);
    }
    size_t length = (size_t)listener->tail_length + (size_t)count;
    bytes[length] = 0;
    return scan(listener, bytes, length, now());
}

static void report(void) {
    for (size_t index = 0; index < sighting_count; index++)
        printf("%06d %lld\n", sightings[index].row, sightings[index].at);
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: listeners ADDRESS PORT PATH TOKEN COUNT\n");
        return 2;
    }
    int count = atoi(argv[5]), ready = 0;
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[2]))};
    if (inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) fail("address");
    char request[1024];
    snprintf(request, sizeof request,
             "GET %s HTTP/1.1\r\nHost: %s:%s\r\nAuthorization: Bearer %s\r\nAccept: text/event-stream\r\n\r\n", argv[3],
             argv[1], argv[2], argv[4]);
    struct listener *listeners = calloc((size_t)count, sizeof *listeners);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    if (!listeners || poll < 0) fail("start");
    struct epoll_event input = {.events = EPOLLIN, .data.u64 = (unsigned long long)standard_input};
    if (epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &input) != 0) fail("standard input");
    int started = 0;
    for (;;) {
        // A few at a time, because opening connections is not measured.
        while (started < count && started - ready < 64) {
            listeners[started].socket = start(&server, request);
            struct epoll_event event = {.events = EPOLLIN, .data.u64 = (unsigned long long)started};
            if (epoll_ctl(poll, EPOLL_CTL_ADD, listeners[started].socket, &event) != 0) fail("epoll_ctl");
            started++;
        }
        struct epoll_event events[256];
        int ended = epoll_wait(poll, events, 256, -1);
        if (ended < 0 && errno != EINTR) fail("epoll_wait");
        for (int index = 0; index < ended; index++) {
            if (events[index].data.u64 == (unsigned long long)standard_input) {
                char ignored[64];
                if (read(STDIN_FILENO, ignored, sizeof ignored) <= 0) {
                    report();
                    return 0;
                }
                continue;
            }
            if (receive(&listeners[events[index].data.u64]) && ++ready == count) {
                printf("ready\n");
                fflush(stdout);
            }
        }
    }
}
