#pragma once

#include <crypt.h>
#include <stdlib.h>
#include <string.h>

// The longest string that libcrypt writes, including its NUL.
enum { moorage_crypt_output = CRYPT_OUTPUT_SIZE };

// Writes the hash of a phrase into `output`, which has room for `moorage_crypt_output` bytes. Returns 0, or -1 if
// libcrypt refuses the setting. Its work area contains the phrase, so it is wiped.
static inline int moorage_crypt(const char *phrase, const char *setting, char *output) {
    struct crypt_data *data = (struct crypt_data *)calloc(1, sizeof(struct crypt_data));
    if (data == NULL) return -1;
    const char *hash = crypt_r(phrase, setting, data);
    int is_hash = hash != NULL && hash[0] != '*' && strlen(hash) < (size_t)moorage_crypt_output;
    if (is_hash) memcpy(output, hash, strlen(hash) + 1);
    explicit_bzero(data, sizeof(struct crypt_data));
    free(data);
    return is_hash ? 0 : -1;
}

// Writes a bcrypt setting with a new salt of 16 random bytes. Returns 0, or -1.
static inline int moorage_bcrypt_setting(int cost, const char *random_bytes, char *output) {
    return crypt_gensalt_rn("$2b$", (unsigned long)cost, random_bytes, 16, output, moorage_crypt_output) == NULL ? -1 : 0;
}
