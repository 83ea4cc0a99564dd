using ServeMulti.Cases;
using ServeMulti.Sla;

namespace ServeMulti.Comparing;

/// <summary>What a search of one build found for a case.</summary>
/// <param name="Case">The case, without a load.</param>
/// <param name="Result">What was found.</param>
internal sealed record LoadAnswer(BenchmarkCase Case, SlaSearchResult Result)
{
    /// <summary>Returns the answer in words, such as <c>max_num_seqs=16 on chat, largest request_rate within p99_e2el_ms&lt;=500</c>.</summary>
    public override string ToString() => $"{ChangeText.Name(Case)}, largest {Result.Variable} within {Result.ServiceLevel}";
}
