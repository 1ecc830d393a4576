using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Proctoring.Tests.Support;

/// <summary>The host site of demo/: another origin, whose server has an API key.</summary>
internal sealed class DemoHost : IAsyncDisposable
{
    readonly Process process;

    DemoHost(Process process) => this.process = process;

    /// <summary>An unused port.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static async Task<DemoHost> StartAsync(int port, string proctoring, string key, string? policy = null)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(TestFolders.Root, "demo", "serve.mjs"), port.ToString(provider: null)])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["PROCTORING_URL"] = proctoring;
        start.Environment["PROCTORING_API_KEY"] = key;
        if (policy is not null)
            start.Environment["PROCTORING_POLICY"] = policy;
        var host = new DemoHost(Process.Start(start)!);
        var said = await host.process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return said?.StartsWith("Host page:", StringComparison.Ordinal) == true
            ? host
            : throw new InvalidOperationException("demo/serve.mjs did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
