// Where an answer goes, all of it or nothing, in bounded memory.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace krarup::cli {

using writer = std::function<void(std::string_view)>;

/// An open file, closed at the end of its life; -1 for none.
class descriptor {
 public:
  explicit descriptor(int number = -1) : number_(number) {}
  descriptor(descriptor&& other) noexcept;
  descriptor& operator=(descriptor&& other) noexcept;
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() { close(); }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] explicit operator bool() const { return number_ >= 0; }
  void close();

 private:
  int number_;
};

/// Text that waits until it may be shown: the last of it in memory, the rest in a file without a
/// name in the folder that TMPDIR names, /tmp by default.
class spool {
 public:
  /// Errors    std::runtime_error where the folder takes no more.
  void write(std::string_view text);

  /// Hands over, in pieces, what has been written.
  void read(const writer& take) const;

 private:
  descriptor file_;
  std::string held_;
};

/// What is written comes to stand in its place at once, or never.
class output {
 public:
  output() = default;
  output(const output&) = delete;
  output& operator=(const output&) = delete;
  virtual ~output() = default;
  virtual void write(std::string_view text) = 0;
  /// Errors    std::runtime_error where it cannot be written; the place is then as it was.
  virtual void complete() = 0;
};

/// Whoever answers into the file that holds the question has lost the question.
/// Errors    std::invalid_argument where both are one file.
void refuse_to_overwrite(const std::string& forecast, const std::string& answer,
                         const std::string& option = "--output");

/// Standard output for ""; else the file, at the end of all symbolic links, which is written beside itself under another name and
/// then renamed. The other name is removed when anything goes wrong, SIGINT, SIGTERM and SIGHUP
/// included. What is no regular file, such as a pipe or /dev/null, is written as it is.
/// Errors    std::runtime_error where the file cannot be written.
[[nodiscard]] std::unique_ptr<output> open_output(const std::string& path);

/// Writes the whole text to an open file.
/// Errors    std::runtime_error with the file's name.
void write_all(int file, std::string_view text, const std::string& name);

}  // namespace krarup::cli
