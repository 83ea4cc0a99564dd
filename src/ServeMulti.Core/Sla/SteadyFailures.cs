using System.Globalization;

namespace ServeMulti.Sla;

/// <summary>Requests that failed at every load alike while the rest of the SLA was met: not the load fails them, but what lies between
/// client and server.</summary>
/// <remarks>
/// Seen with clients that reuse a kept connection which the server is just closing (aiohttp: <c>Server disconnected</c>, <c>Connection
/// reset by peer</c>) and do not send the request once more.
/// </remarks>
/// <param name="Share">The share of requests that failed, over all loads at which the rest of the SLA is met; above 0.</param>
/// <param name="SuggestedLimit">The share to allow (<see cref="SlaRules.FailedShareLimit"/>, <c>--failed-share</c>), so that these failures
/// pass and more of them do not.</param>
internal sealed record SteadyFailures(double Share, double SuggestedLimit)
{
    /// <summary>Returns what was seen and what to do, as a clause.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"the same share of requests, {100 * Share:G2} %, failed at low and high loads while the rest of the SLA was met, as where a server closes kept connections that the client uses again: if that is so, search with --failed-share {SuggestedLimit:0.######} (FailedShareLimit)"
        );
}
