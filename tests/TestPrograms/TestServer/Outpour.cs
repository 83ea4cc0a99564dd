namespace ServeMulti.TestPrograms;

/// <summary>What the server prints before it does anything.</summary>
internal static class Outpour
{
    public static async Task WriteAsync(Options options)
    {
        await Task.WhenAll(
            FloodAsync(Console.OpenStandardOutput(), options.FloodMegabytes, lineEnd: (byte)'\n'),
            FloodAsync(Console.OpenStandardError(), options.FloodMegabytes, lineEnd: (byte)'\n')
        );
        await FloodAsync(Console.OpenStandardOutput(), options.EndlessLineMegabytes, lineEnd: (byte)'x');
        if (options.WritesGarbage)
        {
            await WriteGarbageAsync(Console.OpenStandardOutput());
        }

        if (options.ExitCode is not null)
        {
            Console.WriteLine("loading weights");
            Console.Error.WriteLine("fatal: no such model");
        }

        if (options.Saying is { } saying)
        {
            Console.Error.WriteLine(saying);
            for (var line = 0; line < options.LinesAfterSaying; line++)
            {
                Console.Error.WriteLine($"(APIServer pid=1)   File \"core_client.py\", line {line}, in __init__");
            }
        }

        if (options.KillsItself)
        {
            System.Diagnostics.Process.GetCurrentProcess().Kill();
            await Task.Delay(Timeout.Infinite);
        }
    }

    private static async Task FloodAsync(Stream output, int megabytes, byte lineEnd)
    {
        var piece = new byte[1024 * 1024];
        Array.Fill(piece, (byte)'x');
        piece[^1] = lineEnd;
        for (var index = 0; index < megabytes; index++)
        {
            await output.WriteAsync(piece);
        }
    }

    private static async Task WriteGarbageAsync(Stream output)
    {
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        await output.WriteAsync(bytes);
        await output.WriteAsync("\n"u8.ToArray());
        await output.WriteAsync("\u001b[2J\u001b[1;31mred\u001b[0m\u001b]0;a title\a and\0 NUL\b\n"u8.ToArray());
        await output.WriteAsync(new byte[] { (byte)'b', 0xff, 0xfe, 0xc3, (byte)'\n', 0xed, 0xa0, 0x80, (byte)'\n' });
    }
}
