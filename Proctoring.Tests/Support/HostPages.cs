using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Proctoring.Tests.Support;

/// <summary>A host site whose pages the test writes, under any name below .localhost, which browsers treat as a separate site.</summary>
internal sealed class HostPages : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, string> pages = new();
    readonly WebApplication app;

    HostPages(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        app = builder.Build();
        app.MapGet(
            "/{name}",
            (string name) => pages.TryGetValue(name, out var html) ? Results.Content(html, "text/html; charset=utf-8") : Results.NotFound()
        );
    }

    public static async Task<HostPages> StartAsync(int port)
    {
        var host = new HostPages(port);
        await host.app.StartAsync();
        return host;
    }

    /// <summary>Serves a page at /{name}.</summary>
    public void Put(string name, string html) => pages[name] = html;

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
