// A forecast read from a table: one row an interval, each column a field of the question. Read row
// by row, in memory that does not grow with the file.
#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "arguments.hpp"
#include "csv.hpp"
#include "start_time.hpp"

namespace krarup::cli {

struct forecast_row {
  std::size_t line;   ///< of the file
  std::string start;  ///< empty where the table has no such column
  question asked;
};

/// Complaints about lines of a file: the first few, and how many there are.
class complaints {
 public:
  static constexpr std::size_t most_kept = 10;

  struct complaint {
    std::size_t line;  ///< 0 for the whole file
    std::string sentence;
  };

  void add(std::size_t line, std::string sentence);
  /// Those of both, in the order of their lines.
  void add(const complaints& others);
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::size_t count() const { return count_; }
  /// "forecast.csv:12: ..." for each, and "and 20 more ..." in the end.
  [[nodiscard]] std::vector<std::string> sentences(const std::string& file) const;

 private:
  std::vector<complaint> first_;
  std::size_t count_ = 0;
};

/// What is wrong with a forecast, or a log, a sentence each.
class bad_forecast : public std::runtime_error {
 public:
  explicit bad_forecast(std::vector<std::string> sentences)
      : std::runtime_error(sentences.front()), sentences_(std::move(sentences)) {}
  [[nodiscard]] const std::vector<std::string>& sentences() const { return sentences_; }

 private:
  std::vector<std::string> sentences_;
};

/// What a forecast is read for: columns that serve something else alone are not read.
enum class reading {
  plan,
  whole_day,   ///< agents may be given
  staffing,    ///< bounds of theirs may be, and a least service level
  simulation,  ///< agents must be; nothing is promised
};

/// The rows of a file, or of standard input for "-". The options hold for every row.
class forecast_reader {
 public:
  /// Reads the header.
  /// Errors    as read_options; bad_forecast.
  forecast_reader(const std::string& path, const std::vector<given_option>& options,
                  reading for_what);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool has_start() const { return start_.has_value(); }
  /// Whether the rows tell this, by a column or an option: all of them do or none.
  [[nodiscard]] bool tells(std::string_view field_name) const;
  [[nodiscard]] bool has_column(std::string_view field_name) const;
  /// Whether they tell what Erlang C and A do not know.
  [[nodiscard]] bool tells_erlang_x() const;
  [[nodiscard]] bool tells_patience() const { return tells("patience") || tells("patience_law"); }
  [[nodiscard]] bool tells_redials() const {
    return tells("redials_of_abandoned") || tells("redials_of_blocked") ||
           tells("redials_of_answered");
  }
  /// What the options tell of every row.
  [[nodiscard]] const question& told_by_options() const { return for_all_; }

  /// The next row of which nothing is wrong by itself; false at the end.
  [[nodiscard]] bool next(forecast_row& row);
  /// Whether nothing was wrong so far.
  [[nodiscard]] bool sound() const { return rows_.empty() && starts_.empty() && missing_.empty(); }
  /// Something is wrong with a row after all.
  void refuse(const forecast_row& row, const std::string& sentence);

  /// What the reader of the answer should know though nothing is wrong, after the last row.
  /// Errors    bad_forecast, with all that was wrong.
  [[nodiscard]] std::vector<std::string> finish();

 private:
  struct closing {
    void operator()(std::FILE* file) const;
  };

  std::size_t read(char* bytes, std::size_t count);
  void read_header(const std::vector<given_option>& options);
  void check_start(const forecast_row& row);
  [[nodiscard]] complaints all_complaints() const;
  /// All that was wrong, and what keeps the file from being read on.
  [[noreturn]] void refuse_all(const bad_csv& at_last) const;

  std::string name_;
  reading for_what_;
  question for_all_;
  std::unique_ptr<std::FILE, closing> file_;  ///< none for standard input
  std::optional<csv_reader> csv_;
  std::vector<std::string> options_;  ///< names of the fields that they tell
  std::vector<const field*> fields_;  ///< what each column holds; none for `start` and the unread
  std::optional<std::size_t> start_;  ///< the column
  std::vector<std::string> unread_;   ///< names of columns that nothing reads
  csv_record record_;

  std::size_t count_ = 0;          ///< of rows, sound or not
  complaints rows_;                ///< about rows by themselves
  std::set<std::string> missing_;  ///< what no column and no option tells, said once

  complaints starts_;  ///< about labels that are empty or stand twice
  complaints order_;   ///< about times that are not in order; only if all labels are times
  std::unordered_map<std::string, std::size_t> lines_;  ///< of labels, as many as may be remembered
  std::size_t remembered_ = 0;                          ///< bytes
  std::optional<std::size_t> forgotten_;  ///< the first line whose label is not remembered
  bool times_ = true;                     ///< all labels are times, and alike
  std::optional<std::string> unlike_;     ///< the first that is not, and looks as if it were
  std::size_t gaps_ = 0;
  std::optional<start_time> time_before_;
  std::string start_before_;
  std::optional<duration> interval_before_;
};

}  // namespace krarup::cli
