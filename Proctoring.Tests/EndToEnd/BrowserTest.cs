using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Proctoring.Tests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Proctoring.Tests.EndToEnd;

/// <summary>Candidates on a server: one for each test, or the one of the class, if its tests use only their own sessions. A test that fails
/// leaves a screenshot.</summary>
[Collection("one browser test at a time")]
public abstract class BrowserTest(Chromium chromium, ServerFixture? server = null) : IAsyncLifetime
{
    readonly List<CandidatePage> candidates = [];

    internal AppServer App { get; private set; } = null!;

    /// <summary>Settings of a separate server that differ from the product's own.</summary>
    internal virtual (string Key, string Value)[] Settings => [];

    /// <summary>Services that the test replaces or adds in a separate server.</summary>
    internal virtual Action<IServiceCollection> Configure => _ => { };

    /// <summary>Whether the test needs the whole browser; see <see cref="Chromium"/>.</summary>
    internal virtual bool WholeBrowser => false;

    public virtual ValueTask InitializeAsync()
    {
        App = server?.App ?? AppServer.Start(Settings, Configure);
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            foreach (var (candidate, number) in candidates.Select((candidate, number) => (candidate, number)))
                await candidate.TellAsync($"failed-{TestContext.Current.TestMethod?.MethodName}-{number}");
        }

        foreach (var candidate in candidates)
            await candidate.Page.Context.CloseAsync();
        if (server is null)
            await App.DisposeAsync();
    }

    internal async Task<CandidatePage> ArriveAsync(
        Camera camera = Camera.Clip,
        bool played = false,
        BrowserNewContextOptions? options = null,
        string? address = null
    )
    {
        var candidate = await CandidatePage.OpenAsync(chromium, address ?? App.Address, camera, played, options, WholeBrowser);
        candidates.Add(candidate);
        return candidate;
    }
}
