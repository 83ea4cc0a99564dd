namespace ServeMulti.Sweeping;

/// <summary>The names of the orders of runs, as people and files spell them, and what an order does not go with.</summary>
internal static class RunOrderText
{
    public static string Name(RunOrder order) =>
        order switch
        {
            RunOrder.CaseByCase => "case-by-case",
            RunOrder.Rounds => "rounds",
            RunOrder.Alternating => "alternating",
            _ => order.ToString(),
        };

    /// <summary>Returns why a definition cannot have its order; null where it can.</summary>
    public static string? FindProblem(SweepDefinition definition)
    {
        if (!Enum.IsDefined(definition.RunOrder))
        {
            return $"The run order is {definition.RunOrder}; it must be CaseByCase, Rounds or Alternating.";
        }

        var mode = definition switch
        {
            { RunOrder: RunOrder.CaseByCase } => null,
            { Search: not null } => "search",
            { Scan: not null } => "load scan",
            _ => null,
        };
        return mode is null
            ? null
            : $"The run order {Name(definition.RunOrder)} (--run-order) needs a fixed number of runs per case, and a {mode} decides after each run which one comes next: leave out one of the two.";
    }

    /// <summary>Returns why a plan cannot have its order; null where it can.</summary>
    /// <param name="order">The order.</param>
    /// <param name="serverCount">The number of configurations that have a case.</param>
    public static string? FindProblem(RunOrder order, int serverCount) =>
        order != RunOrder.Alternating || serverCount == 2
            ? null
            : $"The run order alternating (--run-order) compares exactly two configurations, and the plan has {serverCount}: {(serverCount > 2 ? "use rounds, or leave out others" : "add the other one to the server parameters, or leave the order out")}.";

    /// <summary>Describes an order in a plan; null for the usual one.</summary>
    public static string? Describe(RunOrder order) =>
        order switch
        {
            RunOrder.Rounds => "Run order rounds: every case once, then every case again. Each server is started again in every round.",
            RunOrder.Alternating =>
                "Run order alternating: the two servers take turns, A B, B A, A B, and so on. Each is started again in every round.",
            _ => null,
        };

    /// <exception cref="InvalidInputException">A plan of this order cannot be cut into parts.</exception>
    public static void RequireWhole(RunOrder order, int parts)
    {
        if (order == RunOrder.Alternating && parts > 1)
        {
            throw new InvalidInputException(
                "The run order alternating (--run-order) compares two servers in turn on one machine, and a part of the plan (--shard) would have only one of them: leave out one of the two."
            );
        }
    }
}
