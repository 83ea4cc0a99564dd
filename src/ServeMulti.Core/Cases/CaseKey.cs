using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ServeMulti.Parameters;

namespace ServeMulti.Cases;

/// <summary>Computes what identifies a case: a hash over one canonical text of everything that decides what is measured.</summary>
/// <remarks>
/// The text is <c>{"serve":[...],"endpoint":"...","bench":[...],"serve_parameters":{...},"bench_parameters":{...},"load":{...}}</c>:
/// commands as lists of words, parameters sorted by key, what is missing as <c>null</c>, the load only where there is one. Secrets are
/// <c>REDACTED</c> in it. Stored
/// experiments are found by it: it must never change.
/// </remarks>
internal static class CaseKey
{
    private const string HexDigits = "0123456789abcdef";
    private const int LongestFrame = 128;

    private static readonly byte[] Null = "null"u8.ToArray();

    /// <summary>Returns the SHA-256 of a case's canonical text, as 64 lower-case hex digits.</summary>
    public static string Compute(BenchmarkCase benchmarkCase)
    {
        var serve = benchmarkCase.ServeCommand?.CanonicalUtf8 ?? Null;
        var endpoint = benchmarkCase.Endpoint is { } address ? SpellAddress(address) : Null;
        var bench = benchmarkCase.BenchCommand?.CanonicalUtf8 ?? Null;
        var serveParameters = benchmarkCase.ServeParameters.CanonicalUtf8;
        var benchParameters = benchmarkCase.BenchParameters.CanonicalUtf8;
        var load = benchmarkCase.Load is { } value ? SpellLoad(value) : [];

        var buffer = ArrayPool<byte>.Shared.Rent(
            LongestFrame + serve.Length + endpoint.Length + bench.Length + serveParameters.Length + benchParameters.Length + load.Length
        );
        var length = 0;
        Append("{\"serve\":"u8, serve);
        Append(",\"endpoint\":"u8, endpoint);
        Append(",\"bench\":"u8, bench);
        Append(",\"serve_parameters\":"u8, serveParameters);
        Append(",\"bench_parameters\":"u8, benchParameters);
        Append(load, "}"u8);
        var key = Hash(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        return key;

        void Append(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
        {
            first.CopyTo(buffer.AsSpan(length));
            second.CopyTo(buffer.AsSpan(length + first.Length));
            length += first.Length + second.Length;
        }
    }

    /// <summary>Returns the SHA-256 of parameters with their JSON types, as 64 lower-case hex digits.</summary>
    public static string HashParameters(ReadOnlySpan<byte> serveCanonical, ReadOnlySpan<byte> benchCanonical) =>
        Hash([.. serveCanonical, (byte)'\n', .. benchCanonical]);

    private static byte[] SpellLoad(CaseLoad load) =>
        Encoding.UTF8.GetBytes($",\"load\":{{\"{OptionKey.Normalize(load.Variable)}\":{load.Value.ToJson()}}}");

    private static byte[] SpellAddress(Uri endpoint)
    {
        ParameterValue address = SecretText.Redact(endpoint.IsAbsoluteUri ? endpoint.AbsoluteUri : endpoint.OriginalString);
        return Encoding.UTF8.GetBytes(address.ToJson());
    }

    private static string Hash(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        Span<char> hex = stackalloc char[2 * SHA256.HashSizeInBytes];
        for (var i = 0; i < hash.Length; i++)
        {
            hex[2 * i] = HexDigits[hash[i] >> 4];
            hex[(2 * i) + 1] = HexDigits[hash[i] & 15];
        }

        return new(hex);
    }
}
