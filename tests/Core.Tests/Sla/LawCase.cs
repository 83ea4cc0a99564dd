namespace ServeMulti.Sla;

/// <summary>One generated case of a law: a server, a search and its options, all from one seed.</summary>
internal sealed record LawCase(int Seed, LoadVariable Variable, CurveServer Server, SlaSearchOptions Options)
{
    private const int Cases = 50;

    /// <summary>Makes the cases of a law.</summary>
    /// <param name="method">The method; null: either.</param>
    /// <param name="noise">The largest noise of a run's latency, as a share.</param>
    public static IEnumerable<LawCase> All(SlaSearchMethod? method = null, double noise = 0) =>
        Enumerable.Range(0, Cases).Select(seed => Draw(seed, method, noise));

    public SlaSearcher Searcher(CurveServer? server = null, SlaSearchOptions? options = null) =>
        new(Variable, (server ?? Server).MeasureAsync, options ?? Options);

    public SlaSearchResult Search() => Finish(Searcher().SearchAsync(Server.Level));

    /// <summary>Takes the result of a search that only ever waits for results that are there.</summary>
    public static SlaSearchResult Finish(Task<SlaSearchResult> search) => search.GetAwaiter().GetResult();

    public override string ToString() =>
        FormattableString.Invariant(
            $"case {Seed}: {Variable.Name}, edge {Server.Edge:R}, capacity {Server.Capacity:R}, steepness {Server.Steepness:R}, noise {Server.Noise:R}, {Options}"
        );

    /// <summary>Holds a law against cases and names the first that breaks it.</summary>
    public static void Hold(IEnumerable<LawCase> cases, Func<LawCase, string?> findBreach)
    {
        foreach (var one in cases)
        {
            if (findBreach(one) is { } breach)
            {
                Assert.Fail($"{breach}\n{one}");
            }
        }
    }

    private static LawCase Draw(int seed, SlaSearchMethod? method, double noise)
    {
        var random = new Random(seed);
        var isWhole = random.Next(2) == 0;
        // Between whole numbers: the mean of equal values may miss a target they hit exactly.
        var edge = isWhole ? 0.5 + Math.Floor(LogUniform(random, 1, 3000)) : LogUniform(random, 0.3, 3000);
        var server = new CurveServer
        {
            Edge = edge,
            // Short of the limit beyond which a run of the default length could not tell that a rate is sustained.
            Target = LogUniform(random, 1, 500),
            Steepness = random.Next(8) == 0 ? double.PositiveInfinity : LogUniform(random, 0.2, 15),
            Capacity = isWhole ? LogUniform(random, 1, 3000) : edge * LogUniform(random, 1.2, 10),
            Noise = noise * random.NextDouble(),
            Seed = seed,
        };
        return new(
            seed,
            isWhole ? LoadVariable.MaxConcurrency : LoadVariable.RequestRate,
            server,
            DrawOptions(random, isWhole, edge, method)
        );
    }

    private static SlaSearchOptions DrawOptions(Random random, bool isWhole, double edge, SlaSearchMethod? asked)
    {
        var method = asked ?? (random.Next(2) == 0 ? SlaSearchMethod.Adaptive : SlaSearchMethod.Bisection);
        var max = random.Next(3) == 0 ? edge * LogUniform(random, 0.5, 20) : 65536;
        max = isWhole ? Math.Max(1, Math.Floor(max)) : max;
        double? min = random.Next(3) == 0 ? Math.Min(max, edge * LogUniform(random, 0.01, 2)) : null;
        var isFixed = random.Next(4) == 0;
        var runsPerLoad = random.Next(1, 6);
        return new()
        {
            Method = method,
            RunsPerLoad = runsPerLoad,
            Tolerance = LogUniform(random, 0.003, 0.3),
            MaxLoad = max,
            MinLoad = isWhole && min is { } smallest ? Math.Max(1, Math.Floor(smallest)) : min,
            Budget = random.Next(2) == 0 ? random.Next(runsPerLoad, 60) : null,
            BasePrompts = random.Next(20, 500),
            FixedPrompts = isFixed,
            ConfirmFactor = LogUniform(random, 1, 5),
            PromptsPerConcurrency = random.Next(1, 30),
            // Fixed prompts are too few to tell whether a rate is sustained.
            Rules = new() { SustainedShare = isFixed || random.Next(3) == 0 ? 0 : 0.95 },
        };
    }

    private static double LogUniform(Random random, double low, double high) => low * Math.Pow(high / low, random.NextDouble());
}
