#include <krarup/detail/virtual_wait.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <support/relative_error.hpp>

namespace krarup::detail {
namespace {

using support::within;

shares_at exponential_after(double z) {
  return {-std::expm1(-z), std::exp(-z)};
}
shares_at fast(double x) {
  return exponential_after(4.0 * x);
}
shares_at exponential(double x) {
  return exponential_after(2.0 * x);
}
shares_at slow(double x) {
  return exponential_after(0.5 * x);
}
shares_at delayed(double x) {
  return exponential_after(x > 0.25 ? 4.0 * (x - 0.25) : 0.0);
}
shares_at deterministic(double x) {
  return x >= 0.25 ? shares_at{1.0, 0.0} : shares_at{0.0, 1.0};
}
shares_at uniform(double x) {
  if (x <= 0.5) return {0.0, 1.0};
  return x >= 1.5 ? shares_at{1.0, 0.0} : shares_at{x - 0.5, 1.5 - x};
}
shares_at nobody(double) {
  return {0.0, 1.0};
}
shares_at half(double x) {
  return {0.5 * fast(x).gone, 0.5 + 0.5 * fast(x).there};
}

virtual_wait wait_under(const std::function<shares_at(double)>& law, std::vector<double> kinks,
                        double balking, double n, double a, double places = infinity) {
  patience_pieces pieces(law, std::move(kinks), virtual_wait::first_width(n));
  return {n, a, places, balking, pieces};
}

std::array<double, 7> sums_of(const wait_weights& of, double scale) {
  return {scale * of.mass,  scale * of.gone, scale * of.there,   scale * of.time,
          scale * of.spent, scale * of.lost, scale * of.answered};
}

struct known_sums {
  std::function<shares_at(double)> law;
  std::vector<double> kinks;
  double balking, n, a, x;
  long double idle;
  std::array<long double, 7> below, beyond;  // x, as shares of offered contacts
};

// The integrals of the definition by mpmath's numbers of 60 digits: tanh-sinh quadrature between kinks,
// by two rules that agree in 36 digits or more; Erlang B by the integral of its reciprocal.
// clang-format off
const std::vector<known_sums> reference{
    {uniform, {0.5, 1.5}, 0.0, 2.0, 3.0, 1.0, 0.136014271957464537773L,
     {0.484693796940523637369L, 0.072994217645057938162L, 0.411699579295465699207L, 0.269827631557869159378L, 0.25761315720434234994L, 0.0487115831760557785195L, 0.20890157402828657142L},
     {0.379291931102011824858L, 0.317011729003885619244L, 0.0622802020981262056141L, 0.58316572253096533417L, 0.368464489203462805749L, 0.296699069853371535546L, 0.0717654193500912702031L}},
    {uniform, {0.5, 1.5}, 0.25, 100.0, 130.0, 0.625, 0.0861585840127236316886L,
     {0.898949824416098815449L, 0.227553888947882046235L, 0.671395935468216769215L, 0.20454841862731913407L, 0.153306227877288299645L, 0.00151330251512972209428L, 0.15179292536215857755L},
     {0.014891591571177552862L, 0.00561729970122313361391L, 0.00927429186995441924807L, 0.00997166486349377029554L, 0.00730946183750734631322L, 0.00111648771432735410765L, 0.00619297412317999220557L}},
    {deterministic, {0.25}, 0.0, 10.0, 8.0, 0.25, 0.737183363952769146773L,
     {0.20088425727453252193L, 1.21083239987107372078e-62L, 0.20088425727453252193L, 0.0230266551713933468436L, 0.0230266551713933468436L, 3.02708099967768430196e-63L, 0.0230266551713933468436L},
     {0.061932378772698331297L, 0.061932378772698331297L, 0.0L, 0.021676332570444415954L, 0.0154830946931745828243L, 0.0154830946931745828243L, 0.0L}},
    {exponential, {}, 0.125, 0.01, 0.02, 3.0, 0.033424513055238031716L,
     {0.0285259779056943924364L, 0.0243465897812868966605L, 0.00417938812440749577588L, 0.0426169819117880837429L, 0.010390421271537548803L, 0.00833692803176986161505L, 0.00205349323976768718793L},
     {0.938049509039067575848L, 0.938039387042398200405L, 0.0000101219966693754421883L, 96.6191095027170462239L, 0.410391599206257376712L, 0.41035619736970531822L, 0.0000354018365520584918967L}},
    {slow, {}, 0.0, 1.0, 10000.0, 15.0, 0.0L,
     {0.000189399256245382797673L, 0.00018928424738669574228L, 1.15008858687055392554e-7L, 0.00280696430336137793894L, 0.00037856849477339148456L, 0.000376865704272742128354L, 0.00000170279050064935620592L},
     {0.999810600743754617202L, 0.999710715752613304258L, 0.0000998849911413129446074L, 18.9585994705719604343L, 1.99942143150522660852L, 1.99762699365223972569L, 0.00179443785298688282501L}},
    {fast, {}, 0.0, 10000.0, 10100.0, 0.0078125, 0.399151640994948393207L,
     {0.474460644800616259692L, 0.00684606635929643884701L, 0.467614578441319820845L, 0.0017283936120430855139L, 0.00171151658982410971175L, 0.00001675138531978281723L, 0.00169476520450432689452L},
     {0.126387714204435347101L, 0.00515033335870958093086L, 0.121237380845725766171L, 0.00131579779743723847487L, 0.00128758333967739523271L, 0.0000277875802413074459573L, 0.00125979575943608778676L}},
    {delayed, {0.25}, 0.0, 50.0, 48.0, 0.3125, 0.468783127256502182064L,
     {0.487338351308017169177L, 0.00726989644714364479069L, 0.480068454860873524387L, 0.0670465593194725482746L, 0.0668993300883199836586L, 0.00195610370515572495663L, 0.0649432263831642587019L},
     {0.043878521435480648759L, 0.0149907450552732511778L, 0.0288877763802073975812L, 0.0156806405518650087689L, 0.0147173166226884749842L, 0.00455339465536564963952L, 0.0101639219673228253447L}},
};
// clang-format on

TEST(virtual_wait, has_the_sums_of_the_definition_on_both_sides_of_a_wait) {
  for (const auto& of : reference) {
    const virtual_wait wait = wait_under(of.law, of.kinks, of.balking, of.n, of.a);
    ASSERT_FALSE(wait.endless());
    EXPECT_TRUE(within(4500, wait.idle(), of.idle)) << of.n << ' ' << of.a;
    EXPECT_EQ(wait.blocked(), 0.0);
    const auto all = sums_of(wait.all(), wait.scale());
    const auto below = sums_of(wait.between(0.0, of.x), wait.scale());
    const auto beyond = sums_of(wait.between(of.x, infinity), wait.scale());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const double sum = static_cast<double>(of.below[i] + of.beyond[i]);
      EXPECT_NEAR(all[i], sum, 1e-11 * sum) << i << ' ' << of.n << ' ' << of.a;
      // What is next to nothing beside the rest is that to rounding.
      EXPECT_NEAR(below[i], static_cast<double>(of.below[i]),
                  1e-11 * static_cast<double>(of.below[i]) + 1e-16 * sum)
          << i << ' ' << of.n << ' ' << of.a;
      EXPECT_NEAR(beyond[i], static_cast<double>(of.beyond[i]),
                  1e-11 * static_cast<double>(of.beyond[i]) + 1e-16 * sum)
          << i << ' ' << of.n << ' ' << of.a;
    }
  }
}

TEST(virtual_wait, adds_up_over_any_cut) {
  for (const auto& of : reference) {
    const virtual_wait wait = wait_under(of.law, of.kinks, of.balking, of.n, of.a);
    const auto all = sums_of(wait.all(), 1.0);
    for (const double x : {0.0, 1e-300, 1e-3 / of.n, 0.25, 0.5, 1.0, 1.5, 30.0, 1e300}) {
      const auto below = sums_of(wait.between(0.0, x), 1.0);
      const auto beyond = sums_of(wait.between(x, infinity), 1.0);
      for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_NEAR(below[i] + beyond[i], all[i], 1e-13 * all[i]) << i << " at " << x;
      }
    }
  }
}

/// What j contacts in the system, one after another, weigh in M/M/n/(n + places).
std::vector<long double> chain(int n, double a, int places) {
  std::vector<long double> weights{1.0L};
  long double sum = 1.0L;
  for (int j = 1; j <= n + places; ++j) {
    weights.push_back(weights.back() * a / std::min(j, n));
    sum += weights.back();
  }
  for (long double& each : weights) each /= sum;
  return weights;
}

TEST(virtual_wait, of_few_places_is_a_chain) {
  for (const int n : {1, 3, 40}) {
    for (const int places : {0, 1, 5, 60}) {
      for (const double load : {0.1, 1.0, 3.0}) {
        const double a = n * load;
        const virtual_wait wait = wait_under(nobody, {}, 0.0, n, a, places);
        const auto states = chain(n, a, places);
        long double idle = 0.0L;
        for (int j = 0; j < n; ++j) idle += states[static_cast<std::size_t>(j)];
        EXPECT_FALSE(wait.endless());
        EXPECT_TRUE(within(450, wait.idle(), idle)) << n << ' ' << places << ' ' << load;
        EXPECT_TRUE(within(450, wait.blocked(), states.back()))
            << n << ' ' << places << ' ' << load;
      }
    }
  }
}

TEST(virtual_wait, is_endless_where_too_many_never_hang_up) {
  for (const double load : {0.5, 1.9, 2.0, 2.1}) {
    EXPECT_EQ(wait_under(half, {}, 0.0, 10.0, 10.0 * load).endless(), load >= 2.0);
    EXPECT_EQ(wait_under(half, {}, 0.5, 10.0, 20.0 * load).endless(), load >= 2.0);
    EXPECT_FALSE(wait_under(half, {}, 0.0, 10.0, 10.0 * load, 1000.0).endless());
  }
}

TEST(virtual_wait, where_all_balk_is_a_loss_system) {
  const virtual_wait wait = wait_under(slow, {}, 1.0, 3.0, 2.0);
  const auto states = chain(3, 2.0, 0);
  EXPECT_TRUE(within(45, wait.idle(), 1.0L - states.back()));
  EXPECT_TRUE(within(45, wait.scale() * wait.all().mass, states.back()));
  EXPECT_TRUE(within(45, wait.scale() * wait.all().gone, states.back()));
  EXPECT_EQ(wait.all().there, 0.0);
  EXPECT_EQ(wait.all().spent, 0.0);
}

}  // namespace
}  // namespace krarup::detail
