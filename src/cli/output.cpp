#include "output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace krarup::cli {

namespace {

constexpr std::size_t most_held = std::size_t{1} << 22;

[[noreturn]] void cannot_be_written(const std::string& name, int error) {
  throw std::runtime_error(name + ": cannot be written: " + std::strerror(error));
}

/// A new file whose name begins so, and that name.
std::pair<descriptor, std::string> make_temporary(const std::string& begin) {
  std::string name = begin + "XXXXXX";
  descriptor file(::mkstemp(name.data()));
  return {std::move(file), std::move(name)};
}

std::string temporary_folder() {
  const char* const said = std::getenv("TMPDIR");
  return said != nullptr && *said != '\0' ? said : "/tmp";
}

/// The file to remove when a signal ends the program. A handler may read nothing but plain memory.
constexpr std::array ending_signals = {SIGINT, SIGTERM, SIGHUP};
std::array<char, PATH_MAX> to_remove{};  // NOLINT: what a handler reads cannot be local

extern "C" void remove_and_end(int signal) {
  if (to_remove[0] != '\0') ::unlink(to_remove.data());
  std::raise(signal);  // its handler is the default one again: the program ends by it
}

/// Holds the ending signals back while a file gets or loses its name.
class without_signals {
 public:
  without_signals() {
    sigset_t ending;
    ::sigemptyset(&ending);
    for (const int signal : ending_signals) ::sigaddset(&ending, signal);
    ::sigprocmask(SIG_BLOCK, &ending, &before_);
  }
  without_signals(const without_signals&) = delete;
  without_signals& operator=(const without_signals&) = delete;
  ~without_signals() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

void remove_when_ended(const std::string& name) {
  name.copy(to_remove.data(), to_remove.size() - 1);
  for (const int signal : ending_signals) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    if (action.sa_handler == SIG_IGN) continue;  // as under nohup
    action = {};
    action.sa_handler = remove_and_end;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(signal, &action, nullptr);
  }
}

/// Nothing is written before all is known.
class held_output : public output {
 public:
  held_output(descriptor opened, int file, std::string name)
      : opened_(std::move(opened)), file_(file), name_(std::move(name)) {}

  void write(std::string_view text) override { text_.write(text); }
  void complete() override {
    text_.read([this](std::string_view piece) { write_all(file_, piece, name_); });
  }

 private:
  descriptor opened_;  ///< none for standard output, which is not ours to close
  int file_;
  std::string name_;
  spool text_;
};

/// A regular file, written beside itself.
class whole_file : public output {
 public:
  whole_file(std::string name, std::filesystem::path place, ::mode_t mode)
      : name_(std::move(name)), place_(std::move(place)) {
    const without_signals held;
    const std::filesystem::path folder = place_.parent_path();
    std::tie(file_, temporary_) =
        make_temporary(((folder.empty() ? "." : folder) / ".krarup.").string());
    if (!file_) cannot_be_written(name_, errno);
    ::fchmod(file_.number(), mode);
    remove_when_ended(temporary_);
  }
  whole_file(const whole_file&) = delete;
  whole_file& operator=(const whole_file&) = delete;
  ~whole_file() override {
    const without_signals held;
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    to_remove[0] = '\0';
  }

  void write(std::string_view text) override {
    text_ += text;
    if (text_.size() >= most_held) flush();
  }

  void complete() override {
    flush();
    if (::fsync(file_.number()) != 0) cannot_be_written(name_, errno);
    const without_signals held;
    if (std::rename(temporary_.c_str(), place_.c_str()) != 0) cannot_be_written(name_, errno);
    temporary_.clear();
  }

 private:
  void flush() {
    write_all(file_.number(), text_, name_);
    text_.clear();
  }

  std::string name_;             ///< as the user wrote it
  std::filesystem::path place_;  ///< without symbolic links
  descriptor file_;
  std::string temporary_;
  std::string text_;
};

}  // namespace

descriptor::descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

descriptor& descriptor::operator=(descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

void descriptor::close() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

void write_all(int file, std::string_view text, const std::string& name) {
  while (!text.empty()) {
    const ::ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) cannot_be_written(name, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void spool::write(std::string_view text) {
  held_ += text;
  if (held_.size() < most_held) return;
  const std::string folder = temporary_folder();
  const std::string name = "a temporary file in " + folder + " (or where TMPDIR says)";
  if (!file_) {
    std::string path;
    std::tie(file_, path) = make_temporary(folder + "/krarup.");
    if (!file_) cannot_be_written(name, errno);
    ::unlink(path.c_str());  // gone with the program, however that ends
  }
  write_all(file_.number(), held_, name);
  held_.clear();
}

void spool::read(const writer& take) const {
  std::string piece(file_ ? most_held : 0, '\0');
  ::off_t at = 0;
  while (file_) {
    const ::ssize_t count = ::pread(file_.number(), piece.data(), piece.size(), at);
    if (count < 0) throw std::runtime_error("the temporary file cannot be read back");
    if (count == 0) break;
    take(std::string_view(piece).substr(0, static_cast<std::size_t>(count)));
    at += count;
  }
  take(held_);
}

void refuse_to_overwrite(const std::string& forecast, const std::string& answer,
                         const std::string& option) {
  std::error_code unknown_file;
  if (std::filesystem::equivalent(forecast, answer, unknown_file)) {
    throw std::invalid_argument(option + " must be another file than the forecast, got " + answer);
  }
}

std::unique_ptr<output> open_output(const std::string& path) {
  if (path.empty()) {
    return std::make_unique<held_output>(descriptor(), STDOUT_FILENO, "standard output");
  }
  struct stat found {};
  const bool exists = ::stat(path.c_str(), &found) == 0;
  if (!exists && errno != ENOENT) cannot_be_written(path, errno);
  if (exists && S_ISDIR(found.st_mode)) cannot_be_written(path, EISDIR);
  if (exists && !S_ISREG(found.st_mode)) {
    descriptor opened(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!opened) cannot_be_written(path, errno);
    const int file = opened.number();
    return std::make_unique<held_output>(std::move(opened), file, path);
  }
  if (exists && ::access(path.c_str(), W_OK) != 0) cannot_be_written(path, errno);
  std::filesystem::path place(path);
  while (std::filesystem::is_symlink(place)) {
    place = place.parent_path() / std::filesystem::read_symlink(place);
  }
  const ::mode_t mask = ::umask(0);
  ::umask(mask);
  return std::make_unique<whole_file>(path, place, exists ? found.st_mode & 0777 : 0666 & ~mask);
}

}  // namespace krarup::cli
