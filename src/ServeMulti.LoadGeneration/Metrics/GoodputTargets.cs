using System.Globalization;
using ServeMulti.LoadGeneration.Requests;
using ServeMulti.Parameters;

namespace ServeMulti.LoadGeneration.Metrics;

/// <summary>What makes a request a good one: every latency that has a target is within it. Immutable.</summary>
/// <remarks>As <c>vllm bench serve --goodput ttft:100 tpot:50 e2el:2000</c>. A request with fewer than two tokens has a
/// tpot of 0; one whose tpot is unknown is no good one where tpot has a target.</remarks>
public sealed record GoodputTargets
{
    /// <summary>Gets the longest time to the first token; null: any.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Gets the longest mean time per token after the first; null: any.</summary>
    public TimeSpan? TimePerOutputToken { get; init; }

    /// <summary>Gets the longest time to the last token; null: any.</summary>
    public TimeSpan? EndToEndLatency { get; init; }

    /// <summary>Parses targets.</summary>
    /// <param name="text">Pairs of <c>ttft</c>, <c>tpot</c> or <c>e2el</c> and milliseconds, such as <c>ttft:100 tpot:50</c>.</param>
    /// <exception cref="InvalidInputException">A pair is none, a name is not known, or a value is not a number of 0 or more.</exception>
    public static GoodputTargets Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pairs = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return pairs.Length == 0
            ? throw new InvalidInputException("goodput: no target given; write pairs such as 'ttft:100 tpot:50 e2el:2000' (milliseconds).")
            : pairs.Aggregate(new GoodputTargets(), (targets, pair) => targets.With(pair));
    }

    /// <summary>Returns whether a completed request is a good one.</summary>
    /// <param name="request">The request.</param>
    internal bool AreMetBy(RequestRecord request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.IsCompleted
            && IsWithin(request.TimeToFirstToken, TimeToFirstToken)
            && (TimePerOutputToken is null || !request.LacksTimePerOutputToken)
            && IsWithin(request.TimePerOutputToken, TimePerOutputToken)
            && IsWithin(request.Latency, EndToEndLatency);
    }

    private static bool IsWithin(TimeSpan? value, TimeSpan? target) => target is null || (value ?? TimeSpan.Zero) <= target;

    private GoodputTargets With(string pair)
    {
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        var (name, number) = colon < 0 ? (pair, "") : (pair[..colon], pair[(colon + 1)..]);
        if (
            !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds)
            || !(milliseconds >= 0 && milliseconds <= 1e12)
        )
        {
            throw new InvalidInputException(
                $"goodput: {Excerpt.Of(pair)} is not a target; write a name, a colon and milliseconds, such as 'ttft:100'."
            );
        }

        var target = TimeSpan.FromMilliseconds(milliseconds);
        return name switch
        {
            "ttft" => this with { TimeToFirstToken = target },
            "tpot" => this with { TimePerOutputToken = target },
            "e2el" => this with { EndToEndLatency = target },
            _ => throw new InvalidInputException($"goodput: {Excerpt.Of(name)} is not known; targets are for ttft, tpot and e2el."),
        };
    }
}
