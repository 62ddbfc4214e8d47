// Tallies: ratios, their errors, and Student's law.
#include <krarup/simulation/tally.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace krarup {
namespace {

// Quantiles by mpmath: the root of the regularised incomplete beta function at 30 digits.
TEST(tally, student_quantiles) {
  struct row {
    double confidence;
    std::size_t degrees;
    double quantile;
  };
  for (const auto& [confidence, degrees, quantile] :
       {row{0.9, 1, 6.3137515146750431},    row{0.9, 2, 2.9199855803537257},
        row{0.9, 3, 2.3533634348018239},    row{0.9, 4, 2.1318467863266503},
        row{0.9, 9, 1.8331129326562372},    row{0.9, 30, 1.6972608865939578},
        row{0.9, 99, 1.6603911560169909},   row{0.9, 200, 1.6525081009108775},
        row{0.9, 201, 1.6524698419699864},  row{0.9, 1000, 1.6463788172854647},
        row{0.95, 1, 12.706204736174705},   row{0.95, 2, 4.3026527297494639},
        row{0.95, 3, 3.1824463052837096},   row{0.95, 4, 2.7764451051977944},
        row{0.95, 9, 2.2621571627982055},   row{0.95, 30, 2.0422724563012383},
        row{0.95, 99, 1.9842169515864175},  row{0.95, 200, 1.9718962236339094},
        row{0.95, 201, 1.9718365067798593}, row{0.95, 1000, 1.9623390808264085},
        row{0.99, 1, 63.656741162871581},   row{0.99, 2, 9.9248432009182931},
        row{0.99, 3, 5.8409093097333573},   row{0.99, 4, 4.6040948713499932},
        row{0.99, 9, 3.2498355415921263},   row{0.99, 30, 2.7499956535672253},
        row{0.99, 99, 2.6264054572808275},  row{0.99, 200, 2.600634436191558},
        row{0.99, 201, 2.6005099190831938}, row{0.99, 1000, 2.5807546980659511}}) {
    EXPECT_NEAR(student_quantile(confidence, degrees), quantile,
                (degrees > 200 ? 4e-9 : 1e-12) * quantile);
  }
  EXPECT_EQ(student_quantile(0.0, 5), 0.0);
  EXPECT_EQ(student_quantile(1.0, 5), detail::infinity);
  EXPECT_EQ(student_quantile(0.95, 0), detail::infinity);
}

struct sums {
  double numerator;
  double denominator;
};
const std::vector<sums> replications{{3, 10}, {5, 11}, {2, 7}, {6, 12}, {4, 9}, {4.5, 10.5}};

// By the definition: the ratio of sums; squared residuals over n (n - 1) and the mean denominator.
TEST(tally, ratio_and_its_error) {
  ratio_tally tally;
  double top = 0.0;
  double bottom = 0.0;
  for (const sums& one : replications) {
    tally.add(one.numerator, one.denominator);
    top += one.numerator;
    bottom += one.denominator;
  }
  double squares = 0.0;
  for (const sums& one : replications) {
    squares += std::pow(one.numerator - top / bottom * one.denominator, 2);
  }
  const double error = std::sqrt(squares / 30.0) / (bottom / 6.0);
  EXPECT_DOUBLE_EQ(tally.ratio(), top / bottom);
  EXPECT_NEAR(tally.standard_error(), error, 1e-14 * error);
  EXPECT_NEAR(tally.half_width(0.95), student_quantile(0.95, 5) * error, 1e-13);
  EXPECT_DOUBLE_EQ(tally.mean_numerator(), top / 6.0);
  EXPECT_DOUBLE_EQ(tally.mean_denominator(), bottom / 6.0);
}

TEST(tally, merged_is_added) {
  ratio_tally whole;
  for (const sums& one : replications) whole.add(one.numerator, one.denominator);
  for (std::size_t cut = 0; cut <= replications.size(); ++cut) {
    ratio_tally first;
    ratio_tally second;
    for (std::size_t i = 0; i < replications.size(); ++i) {
      (i < cut ? first : second).add(replications[i].numerator, replications[i].denominator);
    }
    first.merge(second);
    EXPECT_EQ(first.count(), 6U);
    EXPECT_NEAR(first.ratio(), whole.ratio(), 1e-15);
    EXPECT_NEAR(first.standard_error(), whole.standard_error(), 1e-14);
  }
}

TEST(tally, corners) {
  ratio_tally tally;
  EXPECT_EQ(tally.ratio(1.0), 1.0);
  EXPECT_EQ(tally.half_width(0.95), detail::infinity);
  tally.add(0.0, 0.0);
  tally.add(0.0, 0.0);
  EXPECT_EQ(tally.ratio(1.0), 1.0);
  EXPECT_EQ(tally.half_width(0.95), 0.0);
}

}  // namespace
}  // namespace krarup
