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

        var name = host?.Text ?? "127.0.0.1";
        if (Uri.CheckHostName(name.Trim('[', ']')) == UriHostNameType.Unknown)
        {
            throw new InvalidInputException($"host: '{name}' is neither a name nor an address.");
        }

        return new UriBuilder(Uri.UriSchemeHttp, name, number).Uri;
    }
}
