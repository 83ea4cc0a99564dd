using ServeMulti.Benchmarking;
using ServeMulti.Parameters;

namespace ServeMulti.FaultLab.Misbehave;

/// <summary>One way in which a server or a benchmark misbehaves.</summary>
/// <param name="Name">Its name, also of its parameter set.</param>
/// <param name="Reasons">Why its runs may fail; empty: it costs none.</param>
/// <param name="KeepsWaiting">Whether it is noticed only when a time is up, which is then short.</param>
internal sealed record Misbehaviour(string Name, IReadOnlyList<BenchmarkFailureReason> Reasons, bool KeepsWaiting = false)
{
    /// <summary>Gets what is laid over the command, besides the name.</summary>
    public IReadOnlyList<(string Key, ParameterValue Value)> Options { get; init; } = [];

    public ParameterSet ToSet()
    {
        var set = new ParameterSet(Name);
        foreach (var (key, value) in Options)
        {
            set.Add(key, value);
        }

        return set;
    }
}
