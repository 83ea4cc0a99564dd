namespace ServeMulti.Benchmarking;

/// <summary>What a remark on a result is about.</summary>
public enum RunRemarkKind
{
    /// <summary>Requests failed: throughputs and latencies are those of the rest.</summary>
    FailedRequests,

    /// <summary>The client was the bottleneck, sent later and later, or had no sockets or ports left: the figures are its own, not the
    /// server's.</summary>
    ClientLimited,

    /// <summary>Prompts had another length than requested, by more than 2 %.</summary>
    InputTokensDiffer,

    /// <summary>Answers had another length than requested: they ended early although <c>ignore_eos</c> was asked, or were longer.</summary>
    OutputTokensDiffer,

    /// <summary>The server counted tokens that never arrived in its stream, such as hidden reasoning.</summary>
    TokensNotStreamed,

    /// <summary>The server gave counts of tokens that cannot be true; they are not used.</summary>
    TokenCountsRefused,
}
