using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Knows from where and with which browser the pages of one session came, and notices another device or browser.
/// Thread-safe.</summary>
internal sealed class PageOrigins
{
    /// <summary>Origins that one session can have. More are not a candidate's.</summary>
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
            // A page of which only signals are stored has no origin.
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

    /// <summary>Notes the device of a page.</summary>
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
/// <param name="Origin">When, from where and with which browser it joined.</param>
/// <param name="Act">The change of the device; null if it is the same one.</param>
internal sealed record JoinedPage(string? PageId, PageOrigin Origin, BrowserAct? Act);
