#pragma once

#include <curl/curl.h>

/* Swift cannot call variadic C functions, so there is a wrapper for each type of argument. */

typedef size_t (*moorage_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode moorage_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode moorage_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode moorage_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode moorage_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode moorage_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode moorage_curl_set_data_callback(
    CURL *handle, CURLoption option, moorage_curl_data_callback callback) {
    return curl_easy_setopt(handle, option, callback);
}

static inline CURLcode moorage_curl_set_prerequest_callback(CURL *handle, curl_prereq_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode moorage_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLMcode moorage_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/* Function-like macros, which Swift does not import either. */

static inline CURLcode moorage_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}

static inline curl_prereq_callback moorage_curl_no_prerequest(void) {
    return NULL;
}
