using System.Collections.Concurrent;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A running session whose server reads late: frames, reports and sound wait in it.</summary>
public abstract class LateServerTest : IAsyncLifetime
{
    readonly ConcurrentDictionary<string, bool> flags = new(StringComparer.Ordinal);
    IDisposable following = null!;

    internal CoreHost Host { get; private set; } = null!;

    internal SessionAccess Access { get; private set; } = null!;

    internal PageReading Reading { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await CoreHost.CreateAsync();
        Access = await Host.StartSessionAsync();
        Reading = new PageReading(Host.Get<TimeProvider>());
        following = Host.Get<SessionFeed>().Follow(Access.SessionId, Note);
    }

    public async ValueTask DisposeAsync()
    {
        following.Dispose();
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Replaces the page's connection by one whose progress is known.</summary>
    private protected CandidateConnection Connect(bool elsewhere = false)
    {
        var page = new CandidateConnection("test") { Reading = Reading, IsElsewhere = elsewhere };
        Host.Live(Access).Leave("test");
        Host.Live(Access).Join(page, takeOver: true);
        return page;
    }

    /// <summary>Lets time pass while the page pings and sends no frame.</summary>
    protected async Task WaitAsync(int seconds, TimeSpan delay = default)
    {
        for (var second = 0; second < seconds; second++)
        {
            Host.Get<StallMeter>().Report(Host.Now, delay);
            Read();
            await Host.WaitAsync(Access, 1);
        }
    }

    protected async Task ReadAndShowAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            Read();
            await Host.ShowAsync(Access, Scene.OneFace, 1);
        }
    }

    protected void Read()
    {
        Reading.Arrived();
        Reading.Handled();
    }

    /// <summary>The types of flags so far.</summary>
    protected async Task<IEnumerable<string>> FlagsAsync()
    {
        await Host.AnalyzedAsync(Access);
        return flags.Keys.Order(StringComparer.Ordinal);
    }

    protected async Task<ReportContent> EndAsync() => (await Host.Get<SessionCloser>().SubmitAsync(Access, null, default))!;

    void Note(SessionNews news)
    {
        if (news is ViolationNews { Change.Span.Kind.Id: { } type })
            flags[type] = true;
    }
}
