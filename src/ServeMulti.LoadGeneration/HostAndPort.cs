using ServeMulti.Parameters;

namespace ServeMulti.LoadGeneration;

/// <summary>Reads the address of a server from <c>host</c> and <c>port</c>.</summary>
internal static class HostAndPort
{
    /// <summary>Returns the address; null where neither is given, or <c>base_url</c> goes before them.</summary>
    public static Uri? TryRead(ParameterSet parameters)
    {
        if (parameters.TryFind("base_url", out _))
        {
            return null;
        }

        var hasHost = parameters.TryFind("host", out var host);
        var hasPort = parameters.TryFind("port", out var port);
        if (!hasHost && !hasPort)
        {
            return null;
        }

        var number = port is null ? 8000 : new ParameterReader("port", port).Integer(1);
        if (number > ushort.MaxValue)
        {
            throw new InvalidInputException($"port: '{number}' is not a port from 1 to 65535.");
        }

        return ToAddress(host?.Text ?? "127.0.0.1", number);
    }

    private static Uri ToAddress(string host, int port)
    {
        try
        {
            return Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown
                ? throw NoHost(host)
                : new UriBuilder(Uri.UriSchemeHttp, host, port).Uri;
        }
        catch (UriFormatException)
        {
            throw NoHost(host);
        }
    }

    private static InvalidInputException NoHost(string host) => new($"host: {Excerpt.Of(host)} is neither a name nor an address.");
}
