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

    /// <summary>Returns the reference face of a session; null if it has none that can be read, or if there is no such session.</summary>
    public async Task<FaceEmbedding?> OfAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation)
    {
        var session = await database
            .Sessions.AsNoTracking()
            .Where(row => row.Id == sessionId)
            .Select(row => new
            {
                row.StudentId,
                row.ReferenceFace,
                row.CreatedAt,
                Enrolled = row.Student!.EnrolledFace,
                row.Student.EnrolledAt,
            })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (session?.ReferenceFace is null || encryption.Open(session.ReferenceFace) is not { } start)
            return null;
        var earlier = await EarlierAsync(database, session.StudentId, sessionId, cancellation).ConfigureAwait(false);
        List<(byte[] Face, DateTime At)> others = [.. earlier.Select(row => (row.Face, row.At))];
        if (session.Enrolled is { } enrolled)
            others.Add((enrolled, session.EnrolledAt ?? DateTime.MinValue));
        return Average(start, session.CreatedAt, others);
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

/// <summary>The encrypted face of an earlier session.</summary>
/// <param name="Face">The face.</param>
/// <param name="At">When the session was opened, UTC.</param>
internal sealed record EarlierFace(byte[] Face, DateTime At);
