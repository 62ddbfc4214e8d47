/* The C interface as a C program sees it: answers, columns, missing data, refusals, threads. */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "krarup.h"

static int failures = 0;

#define CHECK(condition)                                              \
  do {                                                                \
    if (!(condition)) {                                               \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      ++failures;                                                     \
    }                                                                 \
  } while (0)

enum { rows = 4 };
static const double rate[rows] = {100 / 1800.0, 140 / 1800.0, 0.0, 10000 / 1800.0};
static const double aht = 180, patience = 300, level = 0.80, within = 20, half_hour = 1800;

static krarup_queues queues_of(int impatient) {
  krarup_queues queues = {.size = sizeof queues,
                          .arrival_rate = krarup_rows(rate),
                          .average_handle_time = krarup_same(&aht)};
  if (impatient) queues.average_patience = krarup_same(&patience);
  return queues;
}

static krarup_targets eighty_twenty(void) {
  krarup_targets targets = {.size = sizeof targets,
                            .service_level = krarup_same(&level),
                            .answer_within = krarup_same(&within)};
  return targets;
}

static krarup_error no_error(void) {
  krarup_error error = {.size = sizeof error};
  return error;
}

static int near(double got, double expected) {
  return fabs(got - expected) <= 5e-5 * fabs(expected);
}

static int is(double got, double expected) {
  return memcmp(&got, &expected, sizeof got) == 0;
}

/* The numbers of the README. */
static void answers(void) {
  const krarup_queues patient = queues_of(0), impatient = queues_of(1);
  const krarup_targets targets = eighty_twenty();
  krarup_error error = no_error();
  double n[rows], level_of[rows], load = 10, blocking = 0.01, trunks;
  int32_t reason[rows];
  const double fourteen = 14;
  const krarup_column staff = krarup_same(&fourteen);
  const krarup_levels levels = {.size = sizeof levels, .answer_within = krarup_same(&within)};

  CHECK(krarup_agents_required(&patient, &targets, rows, n, reason, NULL, &error) == KRARUP_OK);
  CHECK(error.status == KRARUP_OK && error.row == -1 && error.message[0] == 0);
  CHECK(n[0] == 14 && n[1] == 18 && n[2] == 0 && reason[0] == KRARUP_REASON_NONE);
  CHECK(krarup_agents_required(&impatient, &targets, 2, n, NULL, NULL, NULL) == KRARUP_OK);
  CHECK(n[0] == 13 && n[1] == 17);

  CHECK(krarup_service_level(&impatient, &staff, &levels, rows, level_of, NULL, NULL) == KRARUP_OK);
  CHECK(near(level_of[0], 0.9168) && level_of[2] == 1);
  CHECK(krarup_service_level(&patient, &staff, &levels, rows, level_of, NULL, NULL) == KRARUP_OK);
  CHECK(near(level_of[0], 0.88835) && level_of[3] == 0); /* overload is an answer */

  { /* one number for each row, and a column of one */
    const krarup_column loads = krarup_same(&load), share = krarup_same(&blocking);
    CHECK(krarup_trunks_required(&loads, &share, 1, &trunks, reason, NULL, NULL) == KRARUP_OK);
    CHECK(trunks == 18 && reason[0] == KRARUP_REASON_NONE);
  }
}

static void every_measure_at_once(void) {
  const krarup_queues queues = queues_of(1);
  const double staff_of[rows] = {14, 18, 3, 0};
  const krarup_column staff = krarup_rows(staff_of);
  const krarup_levels levels = {.size = sizeof levels, .answer_within = krarup_same(&within)};
  double load[rows], busy[rows], waits[rows], in_time[rows], asa[rows], queue[rows], gone[rows];
  double alone[rows];
  int i;
  const krarup_measures all = {.size = sizeof all,
                               .offered_load = load,
                               .occupancy = busy,
                               .probability_of_wait = waits,
                               .service_level = in_time,
                               .average_speed_of_answer = asa,
                               .mean_queue_length = queue,
                               .probability_of_abandonment = gone};
  const krarup_measures some = {.size = sizeof some, .occupancy = alone};

  CHECK(krarup_evaluate(&queues, &staff, &levels, rows, &all, NULL, NULL) == KRARUP_OK);
  CHECK(near(load[0], 10) && near(gone[0], 0.013984) && gone[3] == 1 && isinf(asa[3]));
  CHECK(krarup_evaluate(&queues, &staff, &levels, rows, &some, NULL, NULL) == KRARUP_OK);
  for (i = 0; i < rows; ++i) CHECK(is(alone[i], busy[i]));

  CHECK(krarup_occupancy(&queues, &staff, rows, alone, NULL, NULL) == KRARUP_OK);
  for (i = 0; i < rows; ++i) CHECK(fabs(alone[i] - busy[i]) < 1e-14);
  CHECK(krarup_average_speed_of_answer(&queues, &staff, rows, alone, NULL, NULL) == KRARUP_OK);
  for (i = 0; i < 3; ++i) CHECK(fabs(alone[i] - asa[i]) < 1e-12);
  CHECK(krarup_mean_wait(&queues, &staff, KRARUP_WAIT_OF_OFFERED, rows, alone, NULL, NULL) == 0);
  for (i = 0; i < rows; ++i) CHECK(fabs(alone[i] * rate[i] - queue[i]) <= 1e-12 * queue[i]);
  CHECK(krarup_mean_wait(&queues, &staff, 4, rows, alone, NULL, NULL) == KRARUP_UNKNOWN_NUMBER);
}

/* Columns as they lie: backwards, every second, one for all. */
static void columns(void) {
  const double table[] = {100 / 1800.0, 999, 140 / 1800.0, 999};
  krarup_queues queues = queues_of(0);
  const krarup_targets targets = eighty_twenty();
  double n[2];
  queues.arrival_rate.values = table;
  queues.arrival_rate.stride = 2;
  CHECK(krarup_agents_required(&queues, &targets, 2, n, NULL, NULL, NULL) == KRARUP_OK);
  CHECK(n[0] == 14 && n[1] == 18);
  queues.arrival_rate.values = table + 2;
  queues.arrival_rate.stride = -2;
  CHECK(krarup_agents_required(&queues, &targets, 2, n, NULL, NULL, NULL) == KRARUP_OK);
  CHECK(n[0] == 18 && n[1] == 14);
}

static void missing_data_and_refused_rows(void) {
  const double mixed[rows] = {100 / 1800.0, NAN, -1, 140 / 1800.0};
  krarup_queues queues = queues_of(0);
  const krarup_targets targets = eighty_twenty();
  krarup_error error = no_error();
  double n[rows];
  int32_t reason[rows];
  queues.arrival_rate = krarup_rows(mixed);
  CHECK(krarup_agents_required(&queues, &targets, rows, n, reason, NULL, &error) ==
        KRARUP_ROWS_REFUSED);
  CHECK(error.row == 2 && error.status == KRARUP_ROWS_REFUSED);
  CHECK(strcmp(error.message, "rate must be finite and >= 0, got -1") == 0);
  CHECK(n[0] == 14 && isnan(n[1]) && isnan(n[2]) && n[3] == 18);
  CHECK(reason[1] == KRARUP_REASON_NO_QUESTION && reason[2] == KRARUP_REASON_NO_QUESTION);
  CHECK(krarup_agents_required(&queues, &targets, 2, n, reason, NULL, &error) == KRARUP_OK);
}

static void no_answer(void) {
  const krarup_queues queues = queues_of(0);
  krarup_targets targets = eighty_twenty();
  const double all = 1.0;
  double n[rows];
  int32_t reason[rows];
  targets.service_level = krarup_same(&all);
  CHECK(krarup_agents_required(&queues, &targets, rows, n, reason, NULL, NULL) == KRARUP_OK);
  CHECK(isinf(n[0]) && reason[0] == KRARUP_REASON_PERFECT_SERVICE_LEVEL && n[2] == 0);
  CHECK(strcmp(krarup_reason_text(reason[0]),
               "no finite number of agents answers every contact in time") == 0);
  CHECK(strcmp(krarup_reason_text(99), "") == 0 && strcmp(krarup_status_text(99), "") == 0);
}

static void a_day(void) {
  const double contacts[rows] = {60, 100, 140, 0}, shrinkage = 0.30;
  const krarup_forecast forecast = {.size = sizeof forecast,
                                    .contacts = krarup_rows(contacts),
                                    .length = krarup_same(&half_hour),
                                    .average_handle_time = krarup_same(&aht),
                                    .average_patience = krarup_same(&patience),
                                    .shrinkage = krarup_same(&shrinkage)};
  const krarup_targets targets = eighty_twenty();
  double required[rows], scheduled[rows], paid[rows];
  const krarup_plan plan = {
      .size = sizeof plan, .agents_required = required, .scheduled = scheduled, .paid_time = paid};
  krarup_totals totals = {.size = sizeof totals};
  CHECK(krarup_plan_day(&forecast, &targets, rows, KRARUP_ROUNDING_UP_AT_END, &plan, &totals, NULL,
                        NULL) == KRARUP_OK);
  CHECK(required[0] == 9 && required[1] == 13 && required[2] == 17 && required[3] == 0);
  CHECK(scheduled[1] == 19 && paid[1] == 19 * half_hour);
  CHECK(totals.intervals == rows && totals.peak_interval == 2 && totals.peak_required == 17);
  CHECK(near(totals.service_level, 0.8564) && totals.offered == 300);
  CHECK(krarup_plan_day(&forecast, &targets, rows, 3, &plan, &totals, NULL, NULL) ==
        KRARUP_UNKNOWN_NUMBER);
}

static void paid_time(void) {
  const double n[2] = {14, 21}, share = 0.30, shares[3] = {0.10, 0.08, 0.12};
  const krarup_column ready = krarup_rows(n), shrinkage = krarup_same(&share);
  double result[2], combined;
  CHECK(krarup_scheduled_from_on_phone(&ready, &shrinkage, 2, KRARUP_ROUNDING_UP_AT_END, result,
                                       NULL, NULL) == KRARUP_OK);
  CHECK(result[0] == 20 && result[1] == 30);
  CHECK(krarup_on_phone_from_scheduled(&ready, &shrinkage, 2, result, NULL, NULL) == KRARUP_OK);
  CHECK(near(result[0], 9.8));
  CHECK(krarup_combined_shrinkage(shares, 3, KRARUP_SHRINKAGE_COMPOUNDING, &combined, NULL) == 0);
  CHECK(near(combined, 0.27136));
  CHECK(krarup_combined_shrinkage(NULL, 0, KRARUP_SHRINKAGE_ADDITIVE, &combined, NULL) == 0);
  CHECK(combined == 0);
}

static void refused_calls(void) {
  const krarup_queues queues = queues_of(0);
  const krarup_targets targets = eighty_twenty();
  krarup_error error = no_error();
  double n[rows] = {-7, -7, -7, -7};

  CHECK(krarup_agents_required(NULL, &targets, rows, n, NULL, NULL, &error) ==
        KRARUP_IMPOSSIBLE_POINTER);
  CHECK(strcmp(error.message, "krarup_queues must be given, got a null pointer") == 0);
  CHECK(krarup_agents_required(&queues, &targets, rows, NULL, NULL, NULL, &error) ==
        KRARUP_IMPOSSIBLE_POINTER);
  CHECK(strcmp(error.message, "agents must be given, got a null pointer") == 0);
  CHECK(krarup_agents_required(&queues, &targets, 0, NULL, NULL, NULL, &error) == KRARUP_OK);
  CHECK(krarup_agents_required(&queues, &targets, -1, n, NULL, NULL, &error) ==
        KRARUP_IMPOSSIBLE_COUNT);
  CHECK(strcmp(error.message, "rows must be >= 0, got -1") == 0 && error.row == -1);
  CHECK(krarup_agents_required(&queues, &targets, INT64_MAX, n, NULL, NULL, NULL) ==
        KRARUP_IMPOSSIBLE_COUNT);
  CHECK(krarup_agents_required(&queues, &targets, INT64_MIN, n, NULL, NULL, NULL) ==
        KRARUP_IMPOSSIBLE_COUNT);
  {
    krarup_queues far = queues;
    far.arrival_rate.stride = INT64_MIN;
    CHECK(krarup_agents_required(&far, &targets, rows, n, NULL, NULL, NULL) ==
          KRARUP_IMPOSSIBLE_COUNT);
    far = queues;
    far.arrival_rate.values = (const double*)(const void*)((const char*)rate + 1);
    CHECK(krarup_agents_required(&far, &targets, rows, n, NULL, NULL, NULL) ==
          KRARUP_IMPOSSIBLE_POINTER);
    far = queues;
    far.arrival_rate.values = NULL;
    CHECK(krarup_agents_required(&far, &targets, rows, n, NULL, NULL, &error) ==
          KRARUP_IMPOSSIBLE_POINTER);
    CHECK(strcmp(error.message, "arrival_rate must be given, got a null pointer") == 0);
    far = queues;
    far.arrival_rate.values = n; /* what is read is not to be written */
    CHECK(krarup_agents_required(&far, &targets, rows, n, NULL, NULL, &error) == KRARUP_OVERLAP);
    CHECK(strcmp(error.message, "agents must not share memory with arrival_rate") == 0);
  }
  {
    const void* odd = (const char*)&queues + 1;
    CHECK(krarup_agents_required((const krarup_queues*)odd, &targets, rows, n, NULL, NULL,
                                 &error) == KRARUP_IMPOSSIBLE_POINTER);
    CHECK(strcmp(error.message, "krarup_queues must be aligned to 8 bytes") == 0);
  }
  { /* sizes: not set, older than the first, newer and empty, newer and not */
    struct {
      krarup_queues known;
      int64_t more[2];
    } later = {.known = queues};
    krarup_queues unset = queues;
    unset.size = 0;
    CHECK(krarup_agents_required(&unset, &targets, rows, n, NULL, NULL, NULL) ==
          KRARUP_IMPOSSIBLE_SIZE);
    unset.size = INT64_MAX;
    CHECK(krarup_agents_required(&unset, &targets, rows, n, NULL, NULL, NULL) ==
          KRARUP_IMPOSSIBLE_SIZE);
    error.size = 1;
    CHECK(krarup_agents_required(&queues, &targets, rows, n, NULL, NULL, &error) ==
          KRARUP_IMPOSSIBLE_SIZE);
    error.size = sizeof error;
    later.known.size = sizeof later;
    later.more[1] = 1;
    CHECK(krarup_agents_required(&later.known, &targets, rows, n, NULL, NULL, &error) ==
          KRARUP_IMPOSSIBLE_SIZE);
    CHECK(strcmp(error.message, "krarup_queues must set only what this version of krarup knows") ==
          0);
    CHECK(n[0] == -7 && n[3] == -7); /* so far nothing was written */
    later.more[1] = 0;
    CHECK(krarup_agents_required(&later.known, &targets, rows, n, NULL, NULL, NULL) == KRARUP_OK);
  }
  { /* how */
    krarup_execution how = {.size = sizeof how, .workers = -1};
    CHECK(krarup_agents_required(&queues, &targets, rows, n, NULL, &how, NULL) ==
          KRARUP_OUT_OF_RANGE);
    how.workers = INT32_MAX;
    CHECK(krarup_agents_required(&queues, &targets, rows, n, NULL, &how, NULL) == KRARUP_OK);
    how.instructions = 4;
    CHECK(krarup_agents_required(&queues, &targets, rows, n, NULL, &how, NULL) ==
          KRARUP_UNKNOWN_NUMBER);
  }
  {
    const double too_much[2] = {0.7, 0.4};
    double combined = -7;
    CHECK(krarup_combined_shrinkage(too_much, 2, KRARUP_SHRINKAGE_ADDITIVE, &combined, &error) ==
          KRARUP_OUT_OF_RANGE);
    CHECK(combined == -7);
    CHECK(krarup_combined_shrinkage(too_much, 2, 2, &combined, NULL) == KRARUP_UNKNOWN_NUMBER);
    CHECK(krarup_combined_shrinkage(too_much, 2, 0, NULL, NULL) == KRARUP_IMPOSSIBLE_POINTER);
    CHECK(krarup_combined_shrinkage(NULL, 2, 0, &combined, NULL) == KRARUP_IMPOSSIBLE_POINTER);
  }
}

/* More rows than addresses reach: what is needed besides the caller's arrays is asked for and not
 * had, so these are never touched and need not exist. */
static void out_of_memory(void) {
#ifndef KRARUP_SANITIZED /* an allocation of 280 TB is a finding there */
  const krarup_queues queues = {.size = sizeof queues,
                                .arrival_rate = krarup_same(&rate[0]),
                                .average_handle_time = krarup_same(&aht)};
  const krarup_targets targets = eighty_twenty();
  krarup_error error = no_error();
  const int64_t many = (int64_t)1 << 45;
  double* n = (double*)((uintptr_t)1 << 60);
  int32_t* reason = (int32_t*)((uintptr_t)1 << 61);
  CHECK(krarup_agents_required(&queues, &targets, many, n, reason, NULL, &error) ==
        KRARUP_OUT_OF_MEMORY);
  CHECK(strcmp(error.message, "not enough memory") == 0);
#endif
}

enum { many_rows = 200000 };

struct progress {
  int asked;
  double share;
};

static int32_t half_way(double share, void* context) {
  struct progress* so_far = context;
  ++so_far->asked;
  so_far->share = share;
  return share < 0.5;
}

static void stopped(void) {
  const krarup_queues queues = {.size = sizeof queues,
                                .arrival_rate = krarup_same(&rate[0]),
                                .average_handle_time = krarup_same(&aht),
                                .average_patience = krarup_same(&patience)};
  const krarup_targets targets = eighty_twenty();
  struct progress so_far = {0, 0};
  const krarup_execution how = {
      .size = sizeof how, .workers = 1, .go_on = half_way, .context = &so_far};
  krarup_error error = no_error();
  double* n = malloc(many_rows * sizeof *n);
  CHECK(n != NULL);
  CHECK(krarup_agents_required(&queues, &targets, many_rows, n, NULL, &how, &error) ==
        KRARUP_STOPPED);
  CHECK(so_far.asked > 10 && so_far.share >= 0.5 && so_far.share < 0.6);
  CHECK(error.status == KRARUP_STOPPED && strcmp(error.message, "go_on said no") == 0);
  free(n);
}

struct task {
  pthread_t thread;
  double first_rate;
  int wrong;
};

static void* ask_often(void* argument) {
  struct task* task = argument;
  const krarup_queues queues = {.size = sizeof queues,
                                .arrival_rate = krarup_same(&task->first_rate),
                                .average_handle_time = krarup_same(&aht)};
  krarup_queues wrong = queues;
  const double negative = -task->first_rate;
  const krarup_targets targets = eighty_twenty();
  krarup_error error = no_error();
  char expected[80];
  double once, again;
  int i;
  wrong.arrival_rate = krarup_same(&negative);
  snprintf(expected, sizeof expected, "rate must be finite and >= 0, got %g", negative);
  krarup_agents_required(&queues, &targets, 1, &once, NULL, NULL, NULL);
  for (i = 0; i < 2000; ++i) {
    task->wrong += krarup_agents_required(&queues, &targets, 1, &again, NULL, NULL, &error) != 0;
    task->wrong += !is(once, again) || error.status != 0;
    task->wrong += krarup_agents_required(&wrong, &targets, 1, &again, NULL, NULL, &error) !=
                   KRARUP_ROWS_REFUSED;
    task->wrong += strcmp(error.message, expected) != 0; /* nobody else's */
  }
  return NULL;
}

static void threads_at_once(void) {
  struct task tasks[8];
  int i;
  for (i = 0; i < 8; ++i) {
    tasks[i].first_rate = i + 1;
    tasks[i].wrong = 0;
    CHECK(pthread_create(&tasks[i].thread, NULL, ask_often, &tasks[i]) == 0);
  }
  for (i = 0; i < 8; ++i) {
    CHECK(pthread_join(tasks[i].thread, NULL) == 0);
    CHECK(tasks[i].wrong == 0);
  }
}

int main(void) {
  CHECK(krarup_c_api() == KRARUP_C_API);
  CHECK(strchr(krarup_version(), '.') != NULL);
  answers();
  every_measure_at_once();
  columns();
  missing_data_and_refused_rows();
  no_answer();
  a_day();
  paid_time();
  refused_calls();
  out_of_memory();
  stopped();
  threads_at_once();
  if (failures == 0) puts("krarup_test: everything passed");
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
