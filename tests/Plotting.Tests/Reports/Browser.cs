using System.Diagnostics;
using System.Text;

namespace ServeMulti.Plotting.Reports;

/// <summary>Opens a page in a real browser without a window, and returns the page as the browser has it afterwards.</summary>
internal sealed record Browser(string Page, string Messages)
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(3);

    /// <summary>Finds the browser; ignores the test where there is none.</summary>
    public static string Require()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        var found = names.SelectMany(_ => folders, (name, folder) => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (found is null)
        {
            Assert.Ignore("There is no browser to look at reports with. Install one, such as Debian's package chromium, to run this test.");
        }

        return found!;
    }

    /// <summary>Opens a page, lets its scripts run, and waits for the browser to end.</summary>
    public static async Task<Browser> OpenAsync(string page, string profileFolder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Require())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            ArgumentList =
            {
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--enable-logging=stderr",
                "--log-level=0",
                $"--user-data-dir={profileFolder}",
                "--virtual-time-budget=5000",
            },
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add("--dump-dom");
        start.ArgumentList.Add(new Uri(page).AbsoluteUri);
        using var limit = new CancellationTokenSource(HangLimit);
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var messages = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Browser(await output, await messages);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
