/* krarup: workforce planning for contact centers, for every language that can call C.
 *
 * A call answers many rows. What goes in are columns: a pointer to doubles and a stride, so that a
 * column of a table, one number for all rows, and a part of somebody else's array are all taken as
 * they lie. What comes out goes into arrays of the caller's, one double for each row, side by side.
 *
 *   double rate[] = {100 / 1800.0, 140 / 1800.0}, aht = 180, level = 0.80, within = 20, agents[2];
 *   krarup_queues queues = {.size = sizeof queues, .arrival_rate = krarup_rows(rate),
 *                           .average_handle_time = krarup_same(&aht)};
 *   krarup_targets targets = {.size = sizeof targets, .service_level = krarup_same(&level),
 *                             .answer_within = krarup_same(&within)};
 *   krarup_status status = krarup_agents_required(&queues, &targets, 2, agents, NULL, NULL, NULL);
 *
 * leaves 14 and 18 in agents.
 *
 * Units     Every time is in seconds: handle times, patience, answer times, waits, lengths, paid
 *           time. A rate is contacts per second, a load is in erlangs (arrival rate times average
 *           handle time), a share is between 0 and 1. Agents and trunks are real numbers: 13.5 is a
 *           question with an answer. No argument has a default unless its comment names one.
 *
 * Rows      A row with a NaN gives NaN in every result of that row, and is no error: that is how
 *           missing data passes through. A row outside the model (a negative rate, a handle time of
 *           0, a share of 80) gives NaN too, and the call then returns KRARUP_ROWS_REFUSED and
 *           tells of the first one. Overload is an answer, not an error: Erlang C with no more
 *           agents than erlangs has service level 0 and an infinite wait.
 *
 * Status    Every call that answers returns a krarup_status: 0 where all went well, greater than 0
 *           where results stand but something is to be said of them, less than 0 where the results
 *           are not to be used. No exception leaves a call and none ends the process. What can be
 *           seen to be wrong (a null or misaligned pointer, a negative or impossible count, an
 *           unknown number of an enumeration, a structure of impossible size, results that overlap
 *           what is read) is refused before anything is written. That a pointer leads to memory of
 *           the stated length is the caller's promise.
 *
 * Errors    The last argument of a call, where not null, is told the status, the row and a
 *           sentence. It belongs to the caller. There is no "last error" of a thread: between the
 *           call and the question languages with tasks, fibers or garbage collection may change the
 *           thread.
 *
 * Ownership The library keeps nothing: no handle, no memory of the caller's beyond the call,
 *           nothing that would have to be freed. Texts it returns are constants that live as long
 *           as it does.
 *
 * Numbers   The caller's floating-point environment stays as it is: a call computes with rounding
 *           to nearest and without traps, and leaves mode, traps and flags as it found them.
 *
 * Threads   Every function may be called from any number of threads at once, on arrays of their
 *           own; columns may be shared. A call with many rows (10,000 solves, 100,000 formulas)
 *           uses several threads inside, all of them gone when it returns; krarup_execution says
 *           how many. The number of threads changes no bit of any result.
 *
 * Later     Structures begin with their size. A program that was compiled with an older krarup.h
 *           works with a newer library, which takes what the old structure did not have as left
 *           out; the other way round works as long as nothing is set that the older library does
 *           not know. Functions, numbers of enumerations and meanings stay as long as KRARUP_C_API
 *           does, which is the number in the shared library's soname.
 *
 * Accuracy  As the C++ library, whose answers these are: bit for bit where both are compiled by the
 *           same compiler with the same flags, else within the errors that follow, whole numbers
 *           alike. Measured against references of 50 digits, an epsilon being 2.2e-16: Erlang B and
 *           C within 4 epsilon for 8 agents or more and 1e-14 below; Erlang A's probabilities and
 *           means within 1e-13, its service levels within 1e-12; agents and trunks required are
 *           exact, the number below misses the target.
 */
#ifndef KRARUP_H
#define KRARUP_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32) && defined(KRARUP_C_BUILDS)
#define KRARUP_API __declspec(dllexport)
#elif defined(_WIN32)
#define KRARUP_API __declspec(dllimport)
#elif defined(__GNUC__)
#define KRARUP_API __attribute__((visibility("default")))
#else
#define KRARUP_API
#endif

#ifdef __cplusplus
#define KRARUP_NOEXCEPT noexcept
extern "C" {
#else
#define KRARUP_NOEXCEPT
#endif

/* The interface that this header describes. */
#define KRARUP_C_API 0

/* ---- numbers with a name, all int32_t
 * NOLINTBEGIN(readability-identifier-naming): C has no other namespace than a prefix */

/* How a call went. */
typedef int32_t krarup_status;
enum {
  KRARUP_OK = 0,
  KRARUP_ROWS_REFUSED = 1,        /* rows outside the model are NaN, the others are answered */
  KRARUP_STOPPED = -1,            /* go_on said no: the results are not to be used */
  KRARUP_IMPOSSIBLE_POINTER = -2, /* null where it must lead somewhere, or not aligned */
  KRARUP_IMPOSSIBLE_COUNT = -3,   /* a count is negative, or beyond what memory can hold */
  KRARUP_UNKNOWN_NUMBER = -4,     /* no name of the enumeration has this number */
  KRARUP_IMPOSSIBLE_SIZE = -5, /* a structure's size was not set, or it sets what is unknown here */
  KRARUP_OVERLAP = -6,         /* a result shares memory with a column or another result */
  KRARUP_OUT_OF_RANGE = -7,    /* a number that is no row is outside the model */
  KRARUP_OUT_OF_MEMORY = -8,
  KRARUP_INTERNAL_ERROR = -9 /* a defect of the library: please report it */
};

/* Why a question has no answer, which is then infinity. */
enum {
  KRARUP_REASON_NONE = 0,
  KRARUP_REASON_NO_QUESTION = -1, /* the row has a NaN or was refused: the answer is NaN */
  KRARUP_REASON_PERFECT_SERVICE_LEVEL =
      1, /* a service level of 1: any number of agents leaves some late */
  KRARUP_REASON_NO_WAIT_AT_ALL = 2, /* a mean wait of 0 with contacts offered */
  KRARUP_REASON_NO_WAIT_EVER = 3,   /* a probability of wait of 0 with contacts offered */
  KRARUP_REASON_NO_BLOCKING = 4,    /* a probability of blocking of 0 with contacts offered */
  KRARUP_REASON_NO_ABANDONMENT = 5, /* an abandonment of 0 where contacts lose patience */
  KRARUP_REASON_IDLE_AGENTS = 6,    /* an occupancy of 0 with contacts offered */
  KRARUP_REASON_ABOVE_CEILING = 7,  /* these agents never reach that level, however long the time */
  KRARUP_REASON_BELOW_FLOOR = 8,    /* these agents cannot do less even if all were patient */
  KRARUP_REASON_TOO_FEW_AGENTS = 9, /* these agents miss the target with no work at all to do */
  KRARUP_REASON_UNLIMITED = 10,     /* every value meets the target: there is no largest one */
  KRARUP_REASON_ENDLESS_QUEUE = 11, /* the agents cannot carry the load */
  KRARUP_REASON_BEYOND_NUMBERS = 12 /* the answer exceeds 2^53 */
};

/* What counts as served in time, over what. "within" is within the answer time, "short" within a
 * second, smaller time. All agree where nobody hangs up. */
enum {
  KRARUP_DEFINITION_OFFERED = 0,  /* answered within / (answered + abandoned) */
  KRARUP_DEFINITION_ANSWERED = 1, /* answered within / answered */
  KRARUP_DEFINITION_EXCLUDE_ABANDONED_WITHIN =
      2, /* answered within / (answered + abandoned - abandoned within) */
  KRARUP_DEFINITION_POSITIVE =
      3, /* (answered within + abandoned within) / (answered + abandoned) */
  KRARUP_DEFINITION_EXCLUDE_SHORT =
      4, /* answered within / (answered + abandoned - short abandons) */
  KRARUP_DEFINITION_POSITIVE_SHORT =
      5, /* (answered within + short abandons) / (answered + abandoned) */
  KRARUP_DEFINITION_VIRTUAL_WAIT = 6 /* share of offered whom an answer would have reached within */
};

/* Whose wait is meant; who does not wait counts as 0. */
enum {
  KRARUP_WAIT_OF_OFFERED = 0,   /* every contact: until answered or hung up */
  KRARUP_WAIT_OF_ANSWERED = 1,  /* those answered: the average speed of answer */
  KRARUP_WAIT_OF_ABANDONED = 2, /* those who hang up; NaN where patience is infinite */
  KRARUP_WAIT_OF_VIRTUAL = 3    /* a contact that would wait for ever */
};

/* Where numbers of agents become whole ones. */
enum {
  KRARUP_ROUNDING_NONE = 0,
  KRARUP_ROUNDING_UP_AT_END = 1,   /* once, after shrinkage */
  KRARUP_ROUNDING_UP_EACH_STEP = 2 /* before shrinkage and after it */
};

/* How items become one shrinkage. */
enum {
  KRARUP_SHRINKAGE_ADDITIVE = 0, /* s1 + s2 + ...: each is a share of the same paid time */
  KRARUP_SHRINKAGE_COMPOUNDING =
      1 /* 1 - (1 - s1)(1 - s2)...: each is a share of what the others leave */
};

/* Sets of vector instructions. They change no whole number of a result, others by some ulps. */
enum {
  KRARUP_INSTRUCTIONS_WIDEST = 0, /* what the processor offers */
  KRARUP_INSTRUCTIONS_BASELINE = 1,
  KRARUP_INSTRUCTIONS_AVX2 = 2,
  KRARUP_INSTRUCTIONS_AVX512 = 3
};

/* NOLINTEND(readability-identifier-naming) */

/* ---- what is handed over */

/* One number for each row: values[0], values[stride], values[2 * stride], ... The stride counts
 * doubles, not bytes; 0 is the same number for every row, a negative one walks backwards from the
 * first row. A column whose values are null is left out, where its comment allows that. */
typedef struct krarup_column {
  const double* values;
  int64_t stride;
} krarup_column;

/* Queues, one for each row: Erlang C where patience is infinite, else Erlang A. Contacts arrive as
 * a Poisson stream; handle times and patience are exponential. */
typedef struct krarup_queues {
  int64_t size;                      /* sizeof(krarup_queues) */
  krarup_column arrival_rate;        /* contacts per second; >= 0 */
  krarup_column average_handle_time; /* seconds: talk, hold and wrap-up; > 0 */
  krarup_column average_patience;    /* seconds a contact would wait; > 0; left out: infinite */
} krarup_queues;

/* Promises, all of which are to be kept. A column that is left out, and in its rows a negative
 * number, promises nothing. */
typedef struct krarup_targets {
  int64_t size;                /* sizeof(krarup_targets) */
  krarup_column service_level; /* at least this share, as `definition` says ... */
  krarup_column answer_within; /* ... in seconds; these two come together */
  krarup_column definition;    /* KRARUP_DEFINITION_OFFERED, ... as a double; left out: offered */
  krarup_column short_abandon; /* seconds; for the two short definitions */
  krarup_column average_speed_of_answer;    /* seconds at most; over answered contacts */
  krarup_column mean_wait;                  /* seconds at most; over offered contacts */
  krarup_column probability_of_abandonment; /* at most; over offered; not without patience */
  krarup_column occupancy;                  /* at most; handling time / ready time */
  krarup_column probability_of_wait;        /* at most; over offered */
} krarup_targets;

/* How many contacts count as served in time, for questions about a service level. */
typedef struct krarup_levels {
  int64_t size;                /* sizeof(krarup_levels) */
  krarup_column answer_within; /* seconds */
  krarup_column definition;    /* KRARUP_DEFINITION_OFFERED, ... as a double; left out: offered */
  krarup_column short_abandon; /* seconds; for the two short definitions */
} krarup_levels;

/* A day, one row for each interval. */
typedef struct krarup_forecast {
  int64_t size;                      /* sizeof(krarup_forecast) */
  krarup_column contacts;            /* offered in the interval */
  krarup_column length;              /* of the interval, seconds; > 0 */
  krarup_column average_handle_time; /* seconds */
  krarup_column average_patience;    /* seconds; left out: infinite */
  krarup_column shrinkage;           /* share of paid time; < 1; left out: 0 */
  krarup_column on_phone;            /* agents given; left out: as many as each interval requires */
} krarup_forecast;

/* How a call is computed. A null pointer to it, or all zero but the size, is the usual way. */
typedef struct krarup_execution {
  int64_t size;         /* sizeof(krarup_execution) */
  int32_t workers;      /* threads at most; 0: one for each processor, where rows are many */
  int32_t instructions; /* at most; KRARUP_INSTRUCTIONS_WIDEST, ... */
  /* Asked again and again, in the calling thread, with the share of the work that is behind it. 0
   * ends the call soon, with KRARUP_STOPPED. It must return: no exception, no longjmp. May be
   * null. */
  int32_t (*go_on)(double share, void* context);
  void* context; /* handed to go_on */
} krarup_execution;

/* What is to be said of a call; filled by every call whose last argument leads here. */
typedef struct krarup_error {
  int64_t size;         /* sizeof(krarup_error), set by the caller */
  int64_t row;          /* first row at fault, counted from 0; -1 where it is no row's */
  krarup_status status; /* what the call returned */
  int32_t reserved;     /* 0 */
  char message[240]; /* a sentence that names argument, rule and value; ends with 0; else empty */
} krarup_error;

/* Where the measures of krarup_evaluate go: one double for each row, or null for what is not
 * asked. */
typedef struct krarup_measures {
  int64_t size;                       /* sizeof(krarup_measures) */
  double* offered_load;               /* erlangs */
  double* occupancy;                  /* handling time / ready time, in [0, 1] */
  double* probability_of_wait;        /* finds every agent busy; over offered */
  double* service_level;              /* by definition */
  double* average_speed_of_answer;    /* seconds; mean wait of answered contacts */
  double* mean_queue_length;          /* contacts waiting, averaged over time */
  double* probability_of_abandonment; /* hangs up unanswered; over offered */
} krarup_measures;

/* Where a day's rows go: one number for each interval, or null for what is not asked. An interval
 * without a number of agents has NaN in everything from agents on. */
typedef struct krarup_plan {
  int64_t size;            /* sizeof(krarup_plan) */
  double* agents_required; /* least whole number on the phones; infinity where none is */
  int32_t* reason;         /* KRARUP_REASON_NONE, or why there is none */
  double* agents;          /* on the phones: required, or as given */
  double* offered_load;    /* from here on under these agents, as krarup_measures */
  double* occupancy;
  double* probability_of_wait;
  double* service_level;           /* NaN where none is promised */
  double* average_speed_of_answer; /* seconds */
  double* mean_queue_length;
  double* probability_of_abandonment;
  double* scheduled; /* agents / (1 - shrinkage), rounded as asked */
  double* paid_time; /* scheduled x length, seconds */
} krarup_plan;

/* Sums over a day. An interval without a number of agents is left out of all that follows its
 * count; one with a NaN or outside the model is in none of them. */
typedef struct krarup_totals {
  int64_t size;                            /* sizeof(krarup_totals), set by the caller */
  int64_t intervals;                       /* complete ones */
  int64_t intervals_without_requirement;   /* no number of agents keeps the promises */
  int64_t intervals_left_out;              /* no number of agents was planned or given */
  int64_t intervals_without_service_level; /* not left out, but none is promised */
  int64_t peak_interval;   /* the row that requires most, the first of such; or -1 */
  double peak_required;    /* what it requires */
  double offered_left_out; /* contacts in the intervals left out */
  double offered;          /* contacts: answered + abandoned */
  double answered;         /* however late */
  double abandoned;
  double in_time;                    /* served in time, each row by its own definition */
  double counted;                    /* count for a service level at all */
  double service_level;              /* in_time / counted; NaN where none is promised */
  double average_speed_of_answer;    /* seconds; over answered */
  double probability_of_abandonment; /* over offered */
  double handling_time;              /* seconds: agents x length x occupancy */
  double ready_time;                 /* seconds: agents x length */
  double occupancy;                  /* handling_time / ready_time */
  double paid_time;                  /* seconds */
} krarup_totals;

/* A column that lies one after the other, and one number for every row. */
static inline krarup_column krarup_rows(const double* values) {
  krarup_column column;
  column.values = values;
  column.stride = 1;
  return column;
}
static inline krarup_column krarup_same(const double* value) {
  krarup_column column;
  column.values = value;
  column.stride = 0;
  return column;
}

/* ---- itself */

/* Version of the library, "0.1.0". */
KRARUP_API const char* krarup_version(void) KRARUP_NOEXCEPT;
/* KRARUP_C_API of the library, to compare with that of the header. */
KRARUP_API int32_t krarup_c_api(void) KRARUP_NOEXCEPT;
/* A status, and a reason why there is no answer, as a sentence; "" for numbers without a name. */
KRARUP_API const char* krarup_status_text(krarup_status status) KRARUP_NOEXCEPT;
KRARUP_API const char* krarup_reason_text(int32_t reason) KRARUP_NOEXCEPT;

/* ---- measures
 *
 * Each answers `rows` rows into `result`. `how` and `error` may be null. */

/* Erlang B: share of offered contacts that find every trunk busy; loads in erlangs. */
KRARUP_API krarup_status krarup_probability_of_blocking(const krarup_column* loads,
                                                        const krarup_column* trunks, int64_t rows,
                                                        double* result, const krarup_execution* how,
                                                        krarup_error* error) KRARUP_NOEXCEPT;

/* Share of offered contacts that find every agent busy. */
KRARUP_API krarup_status krarup_probability_of_wait(const krarup_queues* queues,
                                                    const krarup_column* agents, int64_t rows,
                                                    double* result, const krarup_execution* how,
                                                    krarup_error* error) KRARUP_NOEXCEPT;

/* Share of offered contacts that hang up; 0 where patience is infinite. */
KRARUP_API krarup_status krarup_probability_of_abandonment(const krarup_queues* queues,
                                                           const krarup_column* agents,
                                                           int64_t rows, double* result,
                                                           const krarup_execution* how,
                                                           krarup_error* error) KRARUP_NOEXCEPT;

/* Share of contacts that are answered in time, by the definition. */
KRARUP_API krarup_status krarup_service_level(const krarup_queues* queues,
                                              const krarup_column* agents,
                                              const krarup_levels* levels, int64_t rows,
                                              double* result, const krarup_execution* how,
                                              krarup_error* error) KRARUP_NOEXCEPT;

/* Mean wait of answered contacts in seconds, none-waiters as 0 (ASA). */
KRARUP_API krarup_status krarup_average_speed_of_answer(const krarup_queues* queues,
                                                        const krarup_column* agents, int64_t rows,
                                                        double* result, const krarup_execution* how,
                                                        krarup_error* error) KRARUP_NOEXCEPT;

/* Mean wait in seconds of those whom `whom` names: KRARUP_WAIT_OF_OFFERED, ... */
KRARUP_API krarup_status krarup_mean_wait(const krarup_queues* queues, const krarup_column* agents,
                                          int32_t whom, int64_t rows, double* result,
                                          const krarup_execution* how,
                                          krarup_error* error) KRARUP_NOEXCEPT;

/* Contacts that wait, averaged over time. */
KRARUP_API krarup_status krarup_mean_queue_length(const krarup_queues* queues,
                                                  const krarup_column* agents, int64_t rows,
                                                  double* result, const krarup_execution* how,
                                                  krarup_error* error) KRARUP_NOEXCEPT;

/* Share of the agents' ready time spent handling contacts. */
KRARUP_API krarup_status krarup_occupancy(const krarup_queues* queues, const krarup_column* agents,
                                          int64_t rows, double* result, const krarup_execution* how,
                                          krarup_error* error) KRARUP_NOEXCEPT;

/* Every measure at once, at the cost of one. */
KRARUP_API krarup_status krarup_evaluate(const krarup_queues* queues, const krarup_column* agents,
                                         const krarup_levels* levels, int64_t rows,
                                         const krarup_measures* result, const krarup_execution* how,
                                         krarup_error* error) KRARUP_NOEXCEPT;

/* ---- what a promise takes
 *
 * Where there is no answer it is infinity, and `reason`, which may be null, says why. */

/* Least whole number of agents that keeps every promise; 0 where nothing is offered. */
KRARUP_API krarup_status krarup_agents_required(const krarup_queues* queues,
                                                const krarup_targets* targets, int64_t rows,
                                                double* agents, int32_t* reason,
                                                const krarup_execution* how,
                                                krarup_error* error) KRARUP_NOEXCEPT;

/* Least real number of agents that keeps every promise. */
KRARUP_API krarup_status krarup_fractional_agents_required(
    const krarup_queues* queues, const krarup_targets* targets, int64_t rows, double* agents,
    int32_t* reason, const krarup_execution* how, krarup_error* error) KRARUP_NOEXCEPT;

/* Erlang B: least whole number of trunks that blocks at most a share of offered contacts. */
KRARUP_API krarup_status krarup_trunks_required(const krarup_column* loads,
                                                const krarup_column* blocking, int64_t rows,
                                                double* trunks, int32_t* reason,
                                                const krarup_execution* how,
                                                krarup_error* error) KRARUP_NOEXCEPT;

/* ---- what agents can promise */

/* Largest volume per interval, of a length in seconds, with which so many agents keep every
 * promise. The queues' arrival rates are not read and may be left out. */
KRARUP_API krarup_status krarup_contacts_answerable(
    const krarup_queues* queues, const krarup_column* agents, const krarup_targets* targets,
    const krarup_column* interval, int64_t rows, double* contacts, int32_t* reason,
    const krarup_execution* how, krarup_error* error) KRARUP_NOEXCEPT;

/* Longest average handle time in seconds with which so many agents keep every promise. The queues'
 * handle times are not read and may be left out. */
KRARUP_API krarup_status krarup_longest_average_handle_time(
    const krarup_queues* queues, const krarup_column* agents, const krarup_targets* targets,
    int64_t rows, double* average_handle_time, int32_t* reason, const krarup_execution* how,
    krarup_error* error) KRARUP_NOEXCEPT;

/* Shortest answer time in seconds within which so many agents reach a service level. The levels'
 * answer times are not read and may be left out. */
KRARUP_API krarup_status krarup_answer_within_achieved(
    const krarup_queues* queues, const krarup_column* agents, const krarup_column* service_level,
    const krarup_levels* levels, int64_t rows, double* answer_within, int32_t* reason,
    const krarup_execution* how, krarup_error* error) KRARUP_NOEXCEPT;

/* ---- days and paid time */

/* A day: each interval with the agents that it requires, or under those given, and the day's sums.
 * `rounding` is KRARUP_ROUNDING_NONE, ... `plan` or `totals` may be null. Sums are added up in the
 * order of the rows. */
KRARUP_API krarup_status krarup_plan_day(const krarup_forecast* forecast,
                                         const krarup_targets* targets, int64_t rows,
                                         int32_t rounding, const krarup_plan* plan,
                                         krarup_totals* totals, const krarup_execution* how,
                                         krarup_error* error) KRARUP_NOEXCEPT;

/* Agents to schedule so that so many are on the phones: on_phone / (1 - shrinkage). */
KRARUP_API krarup_status krarup_scheduled_from_on_phone(
    const krarup_column* on_phone, const krarup_column* shrinkage, int64_t rows, int32_t rounding,
    double* scheduled, const krarup_execution* how, krarup_error* error) KRARUP_NOEXCEPT;

/* Agents on the phones when so many are scheduled: scheduled x (1 - shrinkage), not rounded. */
KRARUP_API krarup_status krarup_on_phone_from_scheduled(const krarup_column* scheduled,
                                                        const krarup_column* shrinkage,
                                                        int64_t rows, double* on_phone,
                                                        const krarup_execution* how,
                                                        krarup_error* error) KRARUP_NOEXCEPT;

/* One shrinkage from the shares of several reasons; `combination` is KRARUP_SHRINKAGE_ADDITIVE, ...
 * NaN where a share is NaN. */
KRARUP_API krarup_status krarup_combined_shrinkage(const double* shares, int64_t count,
                                                   int32_t combination, double* shrinkage,
                                                   krarup_error* error) KRARUP_NOEXCEPT;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* KRARUP_H */
