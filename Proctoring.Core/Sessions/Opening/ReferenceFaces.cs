using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Reads the face that a session's frames are compared with: the picture of the start, or the mean of pictures of several days,
/// which confuses fewer people (docs/decisions/0030-identity-zones.md).</summary>
internal sealed class ReferenceFaces(FaceEncryption encryption, IdentityZones zones)
{
    /// <summary>The number of earlier sessions to read; older pictures resemble the candidate less.</summary>
    const int MostEarlier = 4;

    /// <summary>Returns the reference face of a session; null if it has none that can be read.</summary>
    public async Task<FaceEmbedding?> OfAsync(ProctoringDb database, StoredFaces stored, CancellationToken cancellation)
    {
        if (stored.Start is null || encryption.Open(stored.Start) is not { } start)
            return null;
        var earlier = await EarlierAsync(database, stored.StudentId, stored.SessionId, cancellation).ConfigureAwait(false);
        List<(byte[] Face, DateTime At)> others = [.. earlier.Select(row => (row.Face, row.At))];
        if (stored.Enrolled is { } enrolled)
            others.Add((enrolled, stored.EnrolledAt ?? DateTime.MinValue));
        return Average(start, stored.OpenedAt, others);
    }

    /// <summary>Reads the faces of a student's newest other sessions that a person cleared: otherwise an impostor would become part of the
    /// reference.</summary>
    public static Task<List<EarlierFace>> EarlierAsync(
        ProctoringDb database,
        int studentId,
        Guid sessionId,
        CancellationToken cancellation
    ) =>
        database
            .Sessions.AsNoTracking()
            .Where(row => row.StudentId == studentId && row.Id != sessionId && row.Verdict == Verdict.Clear && row.ReferenceFace != null)
            .OrderByDescending(row => row.CreatedAt)
            .Take(MostEarlier)
            .Select(row => new EarlierFace(row.ReferenceFace!, row.CreatedAt))
            .ToListAsync(cancellation);

    /// <summary>Averages pictures of different days that are clearly of one person; the start alone if there are too few days.</summary>
    FaceEmbedding Average(FaceEmbedding start, DateTime at, IEnumerable<(byte[] Face, DateTime At)> others)
    {
        List<FaceEmbedding> faces = [start];
        HashSet<DateTime> days = [at.Date];
        foreach (var (locked, when) in others)
        {
            // dlib's vector alone never confirms a person.
            if (
                encryption.Open(locked) is { MobileFaceNet: not null } face
                && zones.ZoneOf(face, start) == IdentityZone.Same
                && days.Add(when.Date)
            )
                faces.Add(face);
        }

        return faces.Count < IdentityZones.LeastDays ? start : FaceEmbedding.Average(faces) with { Days = faces.Count };
    }
}

/// <summary>The encrypted faces that are stored with a session and its student.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="StudentId">Its student.</param>
/// <param name="OpenedAt">When the session was opened, UTC.</param>
/// <param name="Start">The face of its start; null for none.</param>
/// <param name="Enrolled">The student's enrolled face; null for none.</param>
/// <param name="EnrolledAt">When that was enrolled, UTC; null if it is unknown.</param>
internal sealed record StoredFaces(
    Guid SessionId,
    int StudentId,
    DateTime OpenedAt,
    byte[]? Start,
    byte[]? Enrolled,
    DateTime? EnrolledAt
);

/// <summary>The encrypted face of an earlier session.</summary>
/// <param name="Face">The face.</param>
/// <param name="At">When the session was opened, UTC.</param>
internal sealed record EarlierFace(byte[] Face, DateTime At);
