/// Says that a call which serves all who wait was sent a moment ago.
struct APIBudgetNotYet: Error {}
