using System.Globalization;
using ServeMulti.Benchmarking;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Why one request was not answered in full.</summary>
/// <param name="Reason">The kind of failure.</param>
/// <param name="Message">One line for people, with the facts.</param>
internal sealed record RequestFailure(RequestFailureReason Reason, string Message)
{
    /// <summary>Gets the HTTP status; null if the failure is none of <see cref="RequestFailureReason.HttpStatus"/>.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Gets the short name under which failures are counted in a result: <c>timeout</c>, <c>refused</c>, <c>reset</c>,
    /// <c>http_503</c>, ...</summary>
    public string CountedAs =>
        Reason switch
        {
            RequestFailureReason.TimedOut => "timeout",
            RequestFailureReason.Refused => "refused",
            RequestFailureReason.Unreachable => "unreachable",
            RequestFailureReason.Reset => "reset",
            RequestFailureReason.HttpStatus => string.Create(CultureInfo.InvariantCulture, $"http_{StatusCode}"),
            RequestFailureReason.ServerError => "server_error",
            RequestFailureReason.Malformed => "malformed",
            RequestFailureReason.ClientLimit => RunRemarks.ClientLimit,
            _ => "abandoned",
        };
}
