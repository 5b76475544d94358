/* Masks as bits, a row in whole words: what takes a pass over bytes takes an eighth of one here. */

#ifndef IMGRULES_BITS_H
#define IMGRULES_BITS_H

#include "plane.h"

#if defined(HAS_SHELLS)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { WIDEST = 63 }; /* px a mask can be widened by: less than a word */

typedef struct {
    uint64_t *words;
    Py_ssize_t rows, columns, across; /* words in a row; the last one's unused bits are 0 */
} Bits;

/* Return 0, or -1 without memory; all bits are 0. Freeing what was zeroed does nothing. */
int bits_new(Bits *bits, Py_ssize_t rows, Py_ssize_t columns);
void bits_free(Bits *bits);

/* The bits of a row's last word that are used. */
uint64_t bits_tail(const Bits *bits);

/* `mask` holds 0 and 1 and has the size of `bits`. */
void bits_pack(const Plane *mask, Bits *bits);
void bits_unpack(const Bits *bits, const Plane *mask);
void bits_invert(Bits *bits);
void bits_set(Bits *bits, Py_ssize_t row, Py_ssize_t start, Py_ssize_t stop);

/* Set every pixel of `grown`, all 0 before, that a window over `bits` reaches: the window has an
 * odd number of rows and reaches `widths[row]` px, at most WIDEST, to both sides. Its lower half is
 * its upper one turned over, and its rows get no wider away from the middle: a disc, a square. */
int bits_grow(const Bits *bits, const uint8_t *widths, Py_ssize_t height, Bits *grown);

/* Close `walls` by such a window and fill `out` with what the frame reaches; pixels that meet at a
 * corner only are no way through. 0, or -1 without memory. */
int bits_reach(const Bits *walls, const uint8_t *widths, Py_ssize_t height, Bits *out);

/* Eight bytes as one number, the first lowest; 64 bytes of 0 or 1 as bits, and back; the number of
 * the lowest and of the highest bit set in a word that is not 0; how many are set. */
INLINE uint64_t bits_little(uint64_t eight) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return __builtin_bswap64(eight);
#else
    return eight;
#endif
}

/* Turn eight by eight bits about their diagonal: bit 8a + b to 8b + a. */
INLINE uint64_t bits_turned(uint64_t word) {
    uint64_t swap = (word ^ word >> 7) & 0x00AA00AA00AA00AAULL;
    word ^= swap ^ swap << 7;
    swap = (word ^ word >> 14) & 0x0000CCCC0000CCCCULL;
    word ^= swap ^ swap << 14;
    swap = (word ^ word >> 28) & 0x00000000F0F0F0F0ULL;
    return word ^ swap ^ swap << 28;
}

/* The one place where a compiler does not find the instruction that every x86-64 has for this.
 * `bits_signs` takes bytes of 0 and 255. */
#if defined(__SSE2__)
INLINE uint64_t bits_word(const uint8_t *bytes) {
    uint64_t word = 0;
    for (int at = 0; at < 4; at++) {
        const __m128i part = _mm_loadu_si128((const __m128i *)(bytes + 16 * at));
        word |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_slli_epi16(part, 7)) << 16 * at;
    }
    return word;
}
INLINE uint64_t bits_signs(const uint8_t *bytes) {
    uint64_t word = 0;
    for (int at = 0; at < 4; at++) {
        const __m128i part = _mm_loadu_si128((const __m128i *)(bytes + 16 * at));
        word |= (uint64_t)(uint32_t)_mm_movemask_epi8(part) << 16 * at;
    }
    return word;
}
#else
/* Byte b of number a is bit 8b + a of their shifted sum. */
INLINE uint64_t bits_word(const uint8_t *bytes) {
    uint64_t word = 0, eight;
    for (int at = 0; at < 8; at++) {
        memcpy(&eight, bytes + 8 * at, sizeof eight);
        word |= bits_little(eight) << at;
    }
    return bits_turned(word);
}
INLINE uint64_t bits_signs(const uint8_t *bytes) {
    uint64_t word = 0, eight;
    for (int at = 0; at < 8; at++) {
        memcpy(&eight, bytes + 8 * at, sizeof eight);
        word |= (bits_little(eight) & 0x0101010101010101ULL) << at;
    }
    return bits_turned(word);
}
#endif

/* The same for AVX2 shells, which pass it on to what they share with the plain ones. */
typedef uint64_t (*BitsSigns)(const uint8_t *bytes);
#if defined(HAS_SHELLS)
AVX2 static inline uint64_t bits_signs_avx2(const uint8_t *bytes) {
    const __m256i low = _mm256_loadu_si256((const __m256i *)bytes);
    const __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + 32));
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(low) |
        (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}
#else
#define bits_signs_avx2 bits_signs
#endif

INLINE void bits_bytes(uint64_t word, uint8_t *bytes) {
    word = bits_turned(word);
    for (int at = 0; at < 8; at++) {
        const uint64_t eight = bits_little(word >> at & 0x0101010101010101ULL);
        memcpy(bytes + 8 * at, &eight, sizeof eight);
    }
}

INLINE int bits_lowest(uint64_t word) {
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_ctzll(word);
#else
    int at = 0;
    while (!(word & 1)) word >>= 1, at++;
    return at;
#endif
}

INLINE int bits_highest(uint64_t word) {
#if defined(__GNUC__) || defined(__clang__)
    return 63 - __builtin_clzll(word);
#else
    int at = 63;
    while (!(word >> at)) at--;
    return at;
#endif
}

INLINE int bits_ones(uint64_t word) {
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_popcountll(word);
#else
    int found = 0;
    for (; word; word &= word - 1) found++;
    return found;
#endif
}

/* The bits of the word with that number that stand for columns from `start` up to `stop`, of which
 * it has some. */
INLINE uint64_t bits_between(Py_ssize_t word, Py_ssize_t start, Py_ssize_t stop) {
    const uint64_t first = word == start / 64 ? ~0ULL << (start & 63) : ~0ULL;
    return word == (stop - 1) / 64 ? first & ~0ULL >> (63 - ((stop - 1) & 63)) : first;
}

/* Tell whether a row has any bit from column `left` to `right`, both within the picture. */
INLINE int bits_any(const uint64_t *words, Py_ssize_t left, Py_ssize_t right) {
    const Py_ssize_t first = left / 64, last = right / 64;
    const uint64_t head = ~0ULL << (left & 63), tail = ~0ULL >> (63 - (right & 63));
    if (first == last) return (words[first] & head & tail) != 0;
    uint64_t any = (words[first] & head) | (words[last] & tail);
    for (Py_ssize_t at = first + 1; at < last; at++) any |= words[at];
    return any != 0;
}

/* Open an array of int64 words as the bits of a picture of so many columns; as `plane_open`. */
int bits_open(PyObject *array, Py_ssize_t columns, const char *name, int mode, Plane *plane,
              Bits *bits);

/* -1 with ValueError set where they are no window that masks can be grown by. */
int widths_check(const char *widths, Py_ssize_t height);

#define BITS_ROW(bits, y) ((bits)->words + (y) * (bits)->across)

#endif
