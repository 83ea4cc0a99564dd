using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ServeMulti.Launching;

/// <summary>Waits for a port that an earlier server had. Its own processes are gone by then, but what it left to a daemon, such as a
/// container, may still be stopping.</summary>
internal sealed class PortWait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly HashSet<int> _usedPorts = [];

    public PortWait(TimeSpan timeout, TimeProvider timeProvider, ILogger logger)
    {
        _timeout = timeout;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Notes that a server is started there.</summary>
    public void Use(Uri endpoint) => _usedPorts.Add(endpoint.Port);

    /// <summary>Waits until a port is free, where an earlier server had it.</summary>
    /// <exception cref="ServerStartException">Somebody holds it, and no earlier server had it, or the time is up.</exception>
    public async Task WaitAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        if (!ServerPort.IsTaken(endpoint))
        {
            return;
        }

        if (!_usedPorts.Contains(endpoint.Port))
        {
            throw Refuse(ServerPort.FindProblem(endpoint) ?? "");
        }

        Log.WaitsForPort(_logger, endpoint.Port, ServerPort.DescribeOwner(endpoint, " by "), _timeout.TotalSeconds);
        var start = _timeProvider.GetTimestamp();
        while (ServerPort.IsTaken(endpoint))
        {
            var left = _timeout - _timeProvider.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                throw Refuse(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Port {endpoint.Port} is still taken{ServerPort.DescribeOwner(endpoint, " by ")}, {_timeout.TotalSeconds} s after the server that had it before was stopped: it would be measured instead of the one to start. End what holds it (a container: docker ps, docker stop), and give servers more time to stop (--stop-grace)."
                    )
                );
            }

            await Task.Delay(left < Interval ? left : Interval, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private static ServerStartException Refuse(string message) => new(message) { Cause = ServerFailureCauses.PortTaken };
}
