using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServeMulti.Cli.Bench;

/// <summary>A server that refuses everything in one way: the message names the address that was asked, and what to do.</summary>
[TestFixture]
public sealed class FailureAdviceTests
{
    [TestCase(401, "application/json", "{}", "", "set OPENAI_API_KEY, or name another environment variable with --api-key-env.")]
    [TestCase(403, "text/plain", "no", "", "set OPENAI_API_KEY, or name another environment variable with --api-key-env.")]
    [TestCase(404, "application/json", "{}", "", "correct the address (--base-url), the path (--endpoint) or the model (--model).")]
    [TestCase(404, "application/json", "{}", "/v1", "The path has /v1 twice: leave /v1 out of the address (--base-url).")]
    [TestCase(200, "text/html", "<!DOCTYPE html><html></html>", "", "The answer is a page of HTML, not JSON")]
    public async Task Bench_EverythingRefused_NamesTheAddressAndTheCure(int status, string type, string body, string path, string cure)
    {
        using var server = new RefusingServer(status, type, body);

        using var requests = await CliProcess.RunAsync(
            ".",
            ["bench", "--base-url", server.Address + path, "--model", "m", "--num-prompts", "2"]
        );
        using var models = await CliProcess.RunAsync(".", ["bench", "--base-url", server.Address + path, "--num-prompts", "2"]);

        Assert.That(requests.ExitCode, Is.EqualTo(2), requests.ToString());
        Assert.That(requests.Error[^1], Does.Contain($" to {server.Address}{path}/v1/completions failed ").And.Contain(cure));
        Assert.That(models.Error[^1], Does.Contain($"GET {server.Address}{path}/v1/models ").And.Contain("(--model)").And.Contain(cure));
    }

    private sealed class RefusingServer : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _answering;

        public RefusingServer(int status, string type, string body)
        {
            Address = $"http://127.0.0.1:{FindPort()}";
            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _answering = AnswerAsync(status, type, Encoding.UTF8.GetBytes(body));
        }

        public string Address { get; }

        public void Dispose()
        {
            _listener.Close();
            _answering.Wait();
        }

        private async Task AnswerAsync(int status, string type, byte[] body)
        {
            while (true)
            {
                try
                {
                    var context = await _listener.GetContextAsync();
                    (context.Response.StatusCode, context.Response.ContentType) = (status, type);
                    context.Response.Close(body, willBlock: true);
                }
                catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private static int FindPort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
