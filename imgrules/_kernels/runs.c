/* Finding runs and strips, and joining strips that touch: a union-find over strips, of which there
 * are few, instead of pixels. */

#include <stdlib.h>

#include "runs.h"

enum { AT_ONCE = 6 }; /* turns of a word that are written without asking whether it has them */

static int make_room(Runs *runs, Py_ssize_t more) {
    if (runs->count + more <= runs->room) return 0;
    const Py_ssize_t room = 2 * runs->room + more + 1024;
    Run *larger = realloc(runs->runs, (size_t)room * sizeof *larger);
    if (larger == NULL) return -1;
    runs->runs = larger;
    runs->room = room;
    return 0;
}

/* The columns at which one row or another changes, where runs of both together begin and end in
 * turn; `turns` has room for AT_ONCE more than there are columns. */
INLINE Py_ssize_t turns_of(const uint64_t *one, const uint64_t *two, Py_ssize_t across,
                           int32_t *turns) {
    Py_ssize_t count = 0;
    uint64_t before = 0;
    for (Py_ssize_t at = 0; at < across; at++) {
        const uint64_t word = one[at] | two[at];
        uint64_t found = word ^ (word << 1 | before);
        const int here = bits_ones(found);
        const int32_t first = (int32_t)(64 * at);
        before = word >> 63;
        if (!here) continue;
        for (int turn = 0; turn < AT_ONCE; turn++, found &= found - 1)
            turns[count + turn] = first + bits_lowest(found | 1ULL << 63);
        for (int turn = AT_ONCE; turn < here; turn++, found &= found - 1)
            turns[count + turn] = first + bits_lowest(found);
        count += here;
    }
    return count;
}

/* `rows` is 1 for runs and 2 for strips. */
INLINE int find_any(const Bits *bits, int rows, int32_t *turns, Runs *runs) {
    Py_ssize_t *first = runs->first;
    for (Py_ssize_t y = 0; y < bits->rows; y += rows) {
        const uint64_t *words = BITS_ROW(bits, y);
        const uint64_t *other = rows == 2 && y + 1 < bits->rows ? BITS_ROW(bits, y + 1) : words;
        Py_ssize_t count = turns_of(words, other, bits->across, turns);
        *first++ = runs->count;
        turns[count] = (int32_t)bits->columns;
        count = (count + 1) / 2;
        if (make_room(runs, count) < 0) return -1;
        for (Py_ssize_t at = 0; at < count; at++)
            runs->runs[runs->count++] = (Run){(int32_t)y, turns[2 * at], turns[2 * at + 1], 0};
    }
    *first = runs->count;
    return 0;
}

AVX2 static int find_avx2(const Bits *bits, int rows, int32_t *turns, Runs *runs) {
    return find_any(bits, rows, turns, runs);
}

static int find_plain(const Bits *bits, int rows, int32_t *turns, Runs *runs) {
    return find_any(bits, rows, turns, runs);
}

static int find(const Bits *bits, int rows, Runs *runs) {
    int32_t *turns = malloc(((size_t)bits->columns + AT_ONCE + 1) * sizeof *turns);
    runs->first = malloc(((size_t)(bits->rows + rows - 1) / rows + 1) * sizeof *runs->first);
    const int failed = turns == NULL || runs->first == NULL ||
        (HAS_AVX2() ? find_avx2 : find_plain)(bits, rows, turns, runs) < 0;
    free(turns);
    return failed ? -1 : 0;
}

void runs_free(Runs *runs) {
    free(runs->runs);
    free(runs->first);
    runs->runs = NULL;
    runs->first = NULL;
}

int strips_index(Runs *strips, Py_ssize_t pairs) {
    strips->first = calloc((size_t)pairs + 1, sizeof *strips->first);
    if (strips->first == NULL) return -1;
    for (Py_ssize_t at = 0; at < strips->count; at++) strips->first[strips->runs[at].row / 2 + 1]++;
    for (Py_ssize_t at = 0; at < pairs; at++) strips->first[at + 1] += strips->first[at];
    return 0;
}

int runs_of(const Bits *bits, const Runs *strips, Runs *runs) {
    if (find(bits, 1, runs) < 0) return -1;
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        const Run *strip = strips->runs + strips->first[y / 2];
        const Run *end = strips->runs + strips->first[y / 2 + 1];
        for (Py_ssize_t at = runs->first[y]; at < runs->first[y + 1]; at++) {
            while (strip < end && strip->stop <= runs->runs[at].start) strip++;
            runs->runs[at].label = strip < end ? strip->label : 0;
        }
    }
    runs->labels = strips->labels;
    return 0;
}

/* Names given to strips as they are met: the same piece may have some, each of which leads to an
 * earlier one of it, the first to itself. */
static int32_t first_of(int32_t *leads, int32_t name) {
    while (leads[name] != name) name = leads[name] = leads[leads[name]];
    return name;
}

static void unite(int32_t *leads, int32_t one, int32_t two) {
    one = first_of(leads, one);
    two = first_of(leads, two);
    if (one < two)
        leads[two] = one;
    else
        leads[one] = two;
}

/* What of `below` has a pixel of `above` on top of it, straight or by a corner. */
INLINE void meet(const uint64_t *restrict above, const uint64_t *restrict below, Py_ssize_t across,
                 uint64_t *restrict met) {
    for (Py_ssize_t at = 0; at < across; at++) {
        const uint64_t left = at ? above[at - 1] >> 63 : 0;
        const uint64_t right = at + 1 < across ? above[at + 1] << 63 : 0;
        met[at] = below[at] & (above[at] | above[at] << 1 | above[at] >> 1 | left | right);
    }
}

INLINE int has(const uint64_t *words, Py_ssize_t x) { return (int)(words[x / 64] >> (x & 63) & 1); }

static void connect(const Run *one, Run *two, int32_t *leads) {
    if (!two->label)
        two->label = one->label;
    else if (two->label != one->label)
        unite(leads, one->label, two->label);
}

/* Give strips the names of those they touch above; each begins with 0. What has met is gone through
 * from the left: neither row's strips need be asked which of the other's they touch. */
static void take_names(const Bits *bits, const Runs *strips, Py_ssize_t pair, uint64_t *met,
                       int32_t *leads) {
    const uint64_t *above = BITS_ROW(bits, 2 * pair - 1);
    const Run *one = strips->runs + strips->first[pair - 1];
    Run *two = strips->runs + strips->first[pair];
    const Run *end = two;
    meet(above, BITS_ROW(bits, 2 * pair), bits->across, met);
    for (Py_ssize_t at = 0; at < bits->across; at++)
        for (uint64_t left = met[at]; left;) {
            const Py_ssize_t x = 64 * at + bits_lowest(left);
            while (two->stop <= x) two++;
            while (one->stop < x) one++;
            left &= left - 1;
            if (one->stop > x) { /* it has a pixel above or beside that */
                const Py_ssize_t known = one->stop < two->stop ? one->stop : two->stop;
                connect(one, two, leads);
                left &= known < 64 * at + 64 ? ~0ULL << (known & 63) : 0;
            } else { /* it ends right before that, and the next may begin right behind */
                if (has(above, x - 1)) connect(one, two, leads);
                if (one + 1 < end && one[1].start == x + 1 && has(above, x + 1))
                    connect(one + 1, two, leads);
            }
        }
}

/* Lead names to numbers, in the order in which pieces begin: that of their first names. */
static int32_t number(int32_t *leads, int32_t count) {
    int32_t labels = 1;
    for (int32_t name = 1; name < count; name++)
        leads[name] = leads[name] == name ? labels++ : leads[leads[name]];
    return labels;
}

static void join(const Bits *bits, Runs *strips, uint64_t *met, int32_t *leads) {
    int32_t count = 1;
    for (Py_ssize_t pair = 0; 2 * pair < bits->rows; pair++) {
        if (pair) take_names(bits, strips, pair, met, leads);
        for (Py_ssize_t at = strips->first[pair]; at < strips->first[pair + 1]; at++) {
            const int32_t name = strips->runs[at].label;
            leads[count] = count;
            strips->runs[at].label = name ? name : count;
            count += !name;
        }
    }
    strips->labels = number(leads, count);
    for (Py_ssize_t at = 0; at < strips->count; at++)
        strips->runs[at].label = leads[strips->runs[at].label];
}

int strips_of(const Bits *bits, Runs *strips) {
    if (find(bits, 2, strips) < 0) return -1;
    int32_t *leads = malloc(((size_t)strips->count + 2) * sizeof *leads);
    uint64_t *met = malloc((size_t)bits->across * sizeof *met + 1);
    const int failed = leads == NULL || met == NULL;
    if (!failed) join(bits, strips, met, leads);
    free(leads);
    free(met);
    return failed ? -1 : 0;
}

/* Pixels of a row that belong to a strip. */
INLINE int32_t pixels_of(const uint64_t *words, const Run *strip) {
    int32_t area = 0;
    for (int32_t at = strip->start / 64; at <= (strip->stop - 1) / 64; at++)
        area += bits_ones(words[at] & bits_between(at, strip->start, strip->stop));
    return area;
}

INLINE void measure_any(const Bits *bits, const Runs *strips, Extent *extents) {
    for (Py_ssize_t at = 0; at < strips->count; at++) {
        const Run *strip = strips->runs + at;
        Extent *own = extents + strip->label;
        const uint64_t *words = BITS_ROW(bits, strip->row);
        const int32_t upper = pixels_of(words, strip);
        const int32_t lower =
            strip->row + 1 < bits->rows ? pixels_of(words + bits->across, strip) : 0;
        const int32_t top = strip->row + !upper, bottom = strip->row + 1 + !!lower;
        own->area += upper + lower;
        own->left = strip->start < own->left ? strip->start : own->left;
        own->top = top < own->top ? top : own->top;
        own->right = strip->stop > own->right ? strip->stop : own->right;
        own->bottom = bottom > own->bottom ? bottom : own->bottom;
    }
}

AVX2 static void measure_avx2(const Bits *bits, const Runs *strips, Extent *extents) {
    measure_any(bits, strips, extents);
}

static void measure_plain(const Bits *bits, const Runs *strips, Extent *extents) {
    measure_any(bits, strips, extents);
}

void strips_measure(const Bits *bits, const Runs *strips, Extent *extents) {
    for (int32_t label = 1; label < strips->labels; label++)
        extents[label] = (Extent){0, INT32_MAX, INT32_MAX, 0, 0};
    extents[0] = (Extent){0, 0, 0, 0, 0};
    (HAS_AVX2() ? measure_avx2 : measure_plain)(bits, strips, extents);
}
