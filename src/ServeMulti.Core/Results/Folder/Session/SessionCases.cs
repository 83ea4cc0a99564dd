using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>The cases of an experiment that is being run, in the order of the plan, found by what they are.</summary>
internal sealed class SessionCases
{
    private readonly List<SessionCase> _cases = [];
    private readonly Dictionary<string, SessionCase> _byKey = new(StringComparer.Ordinal);

    public SessionCases(ExperimentMatch match)
    {
        foreach (var matched in match.Cases)
        {
            if (!_byKey.ContainsKey(matched.Key))
            {
                Add(matched);
            }
        }
    }

    public IReadOnlyList<SessionCase> All => _cases;

    public SessionCase Find(BenchmarkCase benchmarkCase)
    {
        var baseCase = benchmarkCase.Load is null ? benchmarkCase : benchmarkCase with { Load = null };
        if (!_byKey.TryGetValue(baseCase.Key, out var found))
        {
            throw new ArgumentException("The case is not part of the experiment that was opened.", nameof(benchmarkCase));
        }

        return benchmarkCase.Load is { } load ? FindLoad(found, benchmarkCase, CaseNames.ForLoad(load)) : found;
    }

    private void Add(MatchedCase matched)
    {
        var added = new SessionCase(matched.Case, matched.Name, matched.Folder, matched.IsVerified)
        {
            HasCaseFile = matched.Folder?.Key == matched.Key,
        };
        added.Loads.AddRange((matched.Folder?.Loads ?? []).Select(load => new SessionCase(null, load.Name, load, matched.IsVerified)));
        _cases.Add(added);
        _byKey.Add(matched.Key, added);
    }

    private static SessionCase FindLoad(SessionCase parent, BenchmarkCase benchmarkCase, string loadName)
    {
        var name = $"{parent.Name}/{loadName}";
        var found =
            parent.Loads.Find(load => load.FoundKey == benchmarkCase.Key || load.Case?.Key == benchmarkCase.Key)
            ?? parent.Loads.Find(load => load.Name == name && load.FoundKey is null && load.Case is null);
        if (found is null)
        {
            var isTaken = parent.Loads.Exists(load => load.Name == name);
            found = new SessionCase(benchmarkCase, isTaken ? $"{name}~{benchmarkCase.Key[..8]}" : name, folder: null, isVerified: true);
            parent.Loads.Add(found);
        }
        else if (found.Case is null)
        {
            found.Case = benchmarkCase;
            found.HasCaseFile = found.FoundKey is not null;
        }

        return found;
    }
}
