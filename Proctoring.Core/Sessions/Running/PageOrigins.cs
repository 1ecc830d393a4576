using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Knows the address and browser of each page of one session, and detects another device or browser. Thread-safe.</summary>
internal sealed class PageOrigins
{
    /// <summary>The number of origins that one session can have. More are not a candidate's.</summary>
    const int Most = 200;

    readonly Lock gate = new();
    readonly HashSet<(string? PageId, string? Address, string? UserAgent)> known = [];
    readonly HashSet<string> devices = new(StringComparer.Ordinal);
    string? last;

    /// <summary>A page that joined an earlier run of the server.</summary>
    public void Restore(CandidatePage page)
    {
        lock (gate)
        {
            known.Add((page.PageId, page.Address, page.UserAgent));
            // A page with stored signals only has no origin.
            if (page.JoinedAt is not null)
                Visit(page.Address, page.UserAgent);
        }
    }

    /// <summary>A page joins.</summary>
    /// <returns>What to record; null if nothing about it is new.</returns>
    public JoinedPage? Join(CandidateConnection connection, DateTime at)
    {
        lock (gate)
        {
            if (known.Count >= Most || !known.Add((connection.PageId, connection.Address, connection.UserAgent)))
                return null;
            var before = last;
            var other = Visit(connection.Address, connection.UserAgent) && before is not null;
            return new JoinedPage(
                connection.PageId,
                new PageOrigin(at, connection.Address, connection.UserAgent),
                other ? new BrowserAct(BrowserActs.OtherDevice, $"{last}; before: {before}") : null
            );
        }
    }

    /// <summary>Records the device of a page.</summary>
    /// <returns>Whether it is a new one. Addresses of mobile devices change, so they do not count.</returns>
    bool Visit(string? address, string? userAgent)
    {
        var device = BrowserName.Of(userAgent);
        last = address is null ? device : $"{device} at {address}";
        return devices.Add(device);
    }
}

/// <summary>A page that joined.</summary>
/// <param name="PageId">The page; null if it gave no id.</param>
/// <param name="Origin">The time, the address and the browser of the join.</param>
/// <param name="Act">The change of the device; null if it is the same one.</param>
internal sealed record JoinedPage(string? PageId, PageOrigin Origin, BrowserAct? Act);
