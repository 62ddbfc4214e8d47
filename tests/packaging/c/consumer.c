#include <krarup.h>

int main(void) {
  const double load = 10, blocking = 0.01;
  const krarup_column loads = krarup_same(&load), shares = krarup_same(&blocking);
  double trunks;
  const krarup_status status =
      krarup_trunks_required(&loads, &shares, 1, &trunks, NULL, NULL, NULL);
  return status == KRARUP_OK && trunks == 18 ? 0 : 1;
}
