namespace ServeMulti;

/// <summary>Every log message of the library, with stable ids: 1xx processes and servers, 2xx benchmarks, 3xx results, 4xx sweeps, 5xx SLA.</summary>
internal static partial class Log
{
}
