using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Integration;

/// <summary>Limits the events and pictures that callers may add to one session, so that a faulty page cannot fill the disk.</summary>
internal sealed class ReportBounds(IEvidenceStore evidence)
{
    /// <summary>The limit for a candidate's page. A key may add twice as many, so that no candidate can use up the host's share.</summary>
    public const int MostEvents = 5000;

    /// <summary>The limit of the size on disk; also twice as much for a key.</summary>
    public const long MostMegabytes = 200;

    const long Megabyte = 1024 * 1024;

    static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>Checks that one more event fits.</summary>
    /// <exception cref="CallRefusedException">The session is full.</exception>
    public async Task CheckAsync(
        ProctoringDb database,
        ApiCaller caller,
        Guid sessionId,
        EvidencePicture? picture,
        CancellationToken cancellation
    )
    {
        var share = caller.KeyId is null ? 1 : 2;
        if (
            await database.Violations.CountAsync(row => row.SessionId == sessionId, cancellation).ConfigureAwait(false)
            >= share * MostEvents
        )
            throw Full(
                string.Create(CultureInfo.InvariantCulture, $"This exam already has {share * MostEvents} events; no more are accepted")
            );
        if (
            picture is not null
            && await evidence.SizeAsync(sessionId.ToString("N"), cancellation).ConfigureAwait(false) + picture.Content.Length
                > share * MostMegabytes * Megabyte
        )
            throw Full(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This exam already has {share * MostMegabytes} MB of pictures; events without a picture are still accepted"
                )
            );
    }

    static CallRefusedException Full(string message) => CallRefusedException.TooOften(message, RetryAfter, ErrorCodes.ExamFull);
}
