using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ServeMulti.Parameters;

namespace ServeMulti.Results;

/// <summary>Computes what identifies a case: a hash over one canonical text of everything that decides what is measured.</summary>
internal static class CaseKey
{
    /// <summary>Returns the SHA-256 of a case's canonical text, as 64 lower-case hex digits.</summary>
    public static string Compute(BenchmarkCase benchmarkCase)
    {
        var text = new StringBuilder(512).Append("{\"serve\":");
        AppendCommand(text, benchmarkCase.ServeCommand);
        AppendText(text.Append(",\"endpoint\":"), benchmarkCase.Endpoint?.ToString());
        AppendCommand(text.Append(",\"bench\":"), benchmarkCase.BenchCommand);
        text.Append(",\"serve_parameters\":").Append(benchmarkCase.ServeParameters.Canonical);
        text.Append(",\"bench_parameters\":").Append(benchmarkCase.BenchParameters.Canonical);
        if (benchmarkCase.Load is { } load)
        {
            AppendText(text.Append(",\"load\":["), load.Variable);
            text.Append(',').Append(load.Value.ToJson()).Append(']');
        }

        return Hash(text.Append('}'));
    }

    /// <summary>Returns the SHA-256 of a case's parameters with their JSON types, as 64 lower-case hex digits.</summary>
    public static string HashParameters(string serveCanonical, string benchCanonical) =>
        Hash(new StringBuilder(serveCanonical).Append('\n').Append(benchCanonical));

    private static void AppendCommand(StringBuilder text, CommandLine? command)
    {
        if (command is null)
        {
            text.Append("null");
            return;
        }

        JsonSpelling.AppendString(text.Append('['), command.Executable);
        for (var i = 0; i < command.Arguments.Count; i++)
        {
            JsonSpelling.AppendString(text.Append(','), command.Arguments[i]);
        }

        text.Append(']');
    }

    private static void AppendText(StringBuilder text, string? value)
    {
        if (value is null)
        {
            text.Append("null");
        }
        else
        {
            JsonSpelling.AppendString(text, value);
        }
    }

    private static string Hash(StringBuilder text)
    {
        var utf16 = text.ToString();
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(utf16.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(utf16, buffer);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(buffer.AsSpan(0, length), hash);
            return Convert.ToHexString(hash).ToLowerInvariant();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
