using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Integration;

/// <summary>How much may be put on one session's record from outside, so that a page gone wild fills neither the disk nor a reviewer's screen.</summary>
internal sealed class ReportBounds(IEvidenceStore evidence)
{
    /// <summary>From a candidate's page; a server with a key has twice as much, so that no candidate can use up what the exam's host may have to say.</summary>
    public const int MostEvents = 5000;

    /// <summary>As they lie on the disk; twice as much for a key as well.</summary>
    public const long MostMegabytes = 200;

    const long Megabyte = 1024 * 1024;

    static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>Looks whether one more event fits.</summary>
    /// <exception cref="CallRefusedException">The session's record is full.</exception>
    public async Task CheckAsync(ProctoringDb database, ApiCaller caller, Guid sessionId, EvidencePicture? picture, CancellationToken cancellation)
    {
        var share = caller.KeyId is null ? 1 : 2;
        if (await database.Violations.CountAsync(row => row.SessionId == sessionId, cancellation).ConfigureAwait(false) >= share * MostEvents)
            throw Full(string.Create(CultureInfo.InvariantCulture, $"This exam has {share * MostEvents} events on record already; no more are taken"));
        if (picture is not null
            && await evidence.SizeAsync(sessionId.ToString("N"), cancellation).ConfigureAwait(false) + picture.Content.Length > share * MostMegabytes * Megabyte)
            throw Full(string.Create(CultureInfo.InvariantCulture, $"This exam has {share * MostMegabytes} MB of pictures on record already; events without one are still taken"));
    }

    static CallRefusedException Full(string message) => CallRefusedException.TooOften(message, RetryAfter);
}
