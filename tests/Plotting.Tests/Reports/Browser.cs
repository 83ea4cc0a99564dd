using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace ServeMulti.Plotting.Reports;

/// <summary>The one browser of a test run: the first page starts it, and it ends after the last test. Each page has a context of its own, without the storage of another.</summary>
[SetUpFixture]
public sealed class Browser
{
    private static readonly Lazy<BrowserProcess> Shared = new(BrowserProcess.Start);

    /// <summary>Ends the browser.</summary>
    [OneTimeTearDown]
    public static async Task EndAsync()
    {
        if (Shared.IsValueCreated)
        {
            await Shared.Value.DisposeAsync();
        }
    }

    /// <summary>Finds the browser; ignores the test where there is none.</summary>
    internal static void Require() => BrowserProcess.Require();

    /// <summary>Opens a page, lets its scripts run, and returns what the page then is.</summary>
    internal static async Task<BrowserPage> OpenAsync(string path, int width = 1280, int height = 1000, bool print = false)
    {
        Require();
        var browser = Shared.Value;
        var context = Text(await browser.SendAsync("Target.createBrowserContext", []), "browserContextId");
        var session = "";
        try
        {
            JsonObject blank = new() { ["url"] = "about:blank", ["browserContextId"] = context };
            var target = Text(await browser.SendAsync("Target.createTarget", blank), "targetId");
            JsonObject attach = new() { ["targetId"] = target, ["flatten"] = true };
            session = Text(await browser.SendAsync("Target.attachToTarget", attach), "sessionId");
            return await LoadAsync(browser, session, path, new JsonObject { ["width"] = width, ["height"] = height }, print);
        }
        finally
        {
            browser.StopListening(session);
            await browser.SendAsync("Target.disposeBrowserContext", new JsonObject { ["browserContextId"] = context });
        }
    }

    private static async Task<BrowserPage> LoadAsync(BrowserProcess browser, string session, string path, JsonObject size, bool print)
    {
        var messages = new ConcurrentQueue<string>();
        var loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        browser.Listen(
            session,
            (name, parameters) =>
            {
                if (name is "Runtime.consoleAPICalled" or "Runtime.exceptionThrown" or "Log.entryAdded")
                {
                    messages.Enqueue($"{name} {parameters.ToJsonString()}");
                }
                else if (name == "Page.loadEventFired")
                {
                    loaded.TrySetResult();
                }
            }
        );
        Task<JsonNode> Send(string method, JsonObject parameters) => browser.SendAsync(method, parameters, session);
        async Task<string> Evaluate(string expression) =>
            Text(
                (await Send("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true }))["result"]!,
                "value"
            );

        foreach (var domain in (string[])["Page", "Runtime", "Log"])
        {
            await Send($"{domain}.enable", []);
        }

        size["deviceScaleFactor"] = 1;
        size["mobile"] = false;
        await Send("Emulation.setDeviceMetricsOverride", size);
        // A page in the background has no focus, and gets no events of it.
        await Send("Emulation.setFocusEmulationEnabled", new JsonObject { ["enabled"] = true });
        await Send("Page.navigate", new JsonObject { ["url"] = new Uri(path).AbsoluteUri });
        await loaded.Task.WaitAsync(TimeSpan.FromMinutes(3));
        // What the scripts of the page awaited is done before the next task.
        var title = await Evaluate("new Promise(done => setTimeout(() => done(document.title)))");
        var pdf = print
            ? Convert.FromBase64String(Text(await Send("Page.printToPDF", new JsonObject { ["preferCSSPageSize"] = true }), "data"))
            : [];
        return new BrowserPage(title, string.Join('\n', messages), pdf);
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}

/// <summary>A page after its scripts ran.</summary>
/// <param name="Title">Its title: tests set it to what they saw.</param>
/// <param name="Messages">What it wrote to the console, its exceptions, and what the browser refused it; empty where there is nothing.</param>
/// <param name="Pdf">The page as it prints; empty where it was not printed.</param>
internal sealed record BrowserPage(string Title, string Messages, byte[] Pdf);
