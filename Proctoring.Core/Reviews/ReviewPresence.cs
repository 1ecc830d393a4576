using System.Collections.Concurrent;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Knows who has which session open for review on this server.</summary>
internal sealed class ReviewPresence(TimeProvider time)
{
    /// <summary>A page that has not reported for this long is closed.</summary>
    static readonly TimeSpan Open = TimeSpan.FromSeconds(12);

    readonly ConcurrentDictionary<(Guid Session, Guid User), (string Name, DateTimeOffset At)> pages = new();

    /// <summary>Records that the viewer has the session open, and returns the names of the others who do.</summary>
    public IReadOnlyList<string> Report(StaffViewer viewer, Guid sessionId)
    {
        var now = time.GetUtcNow();
        if (viewer.UserId is { } user)
            pages[(sessionId, user)] = (viewer.Name, now);
        foreach (var closed in pages.Where(page => now - page.Value.At > Open))
            pages.TryRemove(closed);
        return
        [
            .. pages
                .Where(page => page.Key.Session == sessionId && page.Key.User != viewer.UserId)
                .Select(page => page.Value.Name)
                .Order(StringComparer.CurrentCulture),
        ];
    }

    /// <summary>Records that the viewer has closed the session.</summary>
    public void Leave(StaffViewer viewer, Guid sessionId)
    {
        if (viewer.UserId is { } user)
            pages.TryRemove((sessionId, user), out _);
    }
}
