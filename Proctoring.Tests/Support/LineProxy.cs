using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proctoring.Tests.Support;

/// <summary>The behaviour of a connection between browser and server.</summary>
internal enum Line
{
    /// <summary>Everything passes.</summary>
    Open,

    /// <summary>Nothing passes, and neither end is notified: Wi-Fi out of range.</summary>
    Dead,
}

/// <summary>A proxy's behaviour for a WebSocket request.</summary>
internal enum Upgrade
{
    Allowed,

    /// <summary>Answered with 400, as some proxies and schools do.</summary>
    Refused,

    /// <summary>Never answered.</summary>
    Swallowed,
}

/// <summary>A TCP proxy in front of a server, whose connection the test can cut, silence or restrict.</summary>
internal sealed class LineProxy : IAsyncDisposable
{
    static readonly byte[] Refusal = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly ConcurrentDictionary<TcpClient, byte> open = new();
    readonly int server;
    readonly Task accepting;
    volatile TaskCompletionSource passes = Passing();
    int upgrades;

    LineProxy(int server)
    {
        this.server = server;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The address for the browser.</summary>
    public string Address => $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public Upgrade Upgrade { get; set; }

    /// <summary>Requests to this path are answered with 400 as well; null for none.</summary>
    public string? RefusedPath { get; set; }

    /// <summary>The number of requested WebSockets.</summary>
    public int Upgrades => upgrades;

    public static LineProxy Before(AppServer app) => new(new Uri(app.Address).Port);

    /// <summary>Changes the behaviour. Data that arrived while the connection was dead is delivered once it is open, as in TCP.</summary>
    public void Set(Line line)
    {
        if (line == Line.Open)
            passes.TrySetResult();
        else if (passes.Task.IsCompleted)
            passes = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Breaks all connections with a reset; new ones are possible at once.</summary>
    public void Cut()
    {
        foreach (var client in open.Keys)
        {
            try
            {
                // No lingering: the other end gets a reset and not an orderly end.
                client.Client.Close(timeout: 0);
            }
            catch (Exception cause) when (cause is ObjectDisposedException or NullReferenceException)
            {
                // It ended at this moment.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        passes.TrySetResult();
        listener.Stop();
        Cut();
        await accepting;
        stop.Dispose();
    }

    static TaskCompletionSource Passing()
    {
        var passing = new TaskCompletionSource();
        passing.SetResult();
        return passing;
    }

    async Task AcceptAsync()
    {
        try
        {
            while (!stop.IsCancellationRequested)
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception cause) when (cause is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    async Task ServeAsync(TcpClient browser)
    {
        using var app = new TcpClient();
        open[browser] = open[app] = 0;
        try
        {
            var (near, buffer) = (browser.GetStream(), new byte[64 * 1024]);
            var count = await near.ReadAsync(buffer, stop.Token);
            await passes.Task;
            var head = Encoding.Latin1.GetString(buffer, 0, count);
            var upgrade = head.Contains("Upgrade: websocket", StringComparison.OrdinalIgnoreCase);
            if (upgrade)
                Interlocked.Increment(ref upgrades);
            if ((upgrade && Upgrade == Upgrade.Refused) || IsRefused(head))
            {
                await near.WriteAsync(Refusal, stop.Token);
                return;
            }

            if (upgrade && Upgrade == Upgrade.Swallowed)
            {
                await Task.Delay(Timeout.Infinite, stop.Token);
                return;
            }

            await app.ConnectAsync(IPAddress.Loopback, server, stop.Token);
            var far = app.GetStream();
            await far.WriteAsync(buffer.AsMemory(0, count), stop.Token);
            await Task.WhenAny(PassAsync(near, far, fromBrowser: true), PassAsync(far, near, fromBrowser: false));
        }
        catch (Exception cause) when (cause is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the ends has closed.
        }
        finally
        {
            open.TryRemove(browser, out _);
            open.TryRemove(app, out _);
            browser.Dispose();
        }
    }

    bool IsRefused(string head) =>
        RefusedPath is { } path
        && head[..Math.Max(0, head.IndexOf('\r', StringComparison.Ordinal))].Contains($" {path}", StringComparison.Ordinal);

    async Task PassAsync(NetworkStream from, NetworkStream to, bool fromBrowser)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int count; (count = await from.ReadAsync(buffer, stop.Token)) > 0;)
            {
                await passes.Task;
                // Later requests of a keep-alive connection.
                if (fromBrowser && RefusedPath is not null && IsRefused(Encoding.Latin1.GetString(buffer, 0, Math.Min(count, 2048))))
                {
                    await from.WriteAsync(Refusal, stop.Token);
                    return;
                }

                await to.WriteAsync(buffer.AsMemory(0, count), stop.Token);
            }
        }
        catch (Exception cause) when (cause is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the ends has closed.
        }
    }
}
