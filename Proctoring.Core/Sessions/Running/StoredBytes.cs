using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The bytes that a session has stored of each kind that has a limit.</summary>
/// <param name="Screens">Pictures of the screen.</param>
/// <param name="Room">Pictures of the room.</param>
/// <param name="Strips">Strips around flags.</param>
internal readonly record struct StoredBytes(long Screens, long Room, long Strips)
{
    public static async Task<StoredBytes> ReadAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation)
    {
        var pictures = await database
            .ScreenPictures.Where(picture => picture.SessionId == sessionId)
            .GroupBy(picture => picture.Source)
            .Select(group => new { group.Key, Bytes = group.Sum(picture => (long)picture.Bytes) })
            .ToDictionaryAsync(group => group.Key, group => group.Bytes, cancellation)
            .ConfigureAwait(false);
        var strips = await database
            .EvidenceImages.Where(file => file.Violation!.SessionId == sessionId && file.ContentType == EvidenceImage.StripType)
            .SumAsync(file => (long)file.Bytes, cancellation)
            .ConfigureAwait(false);
        return new StoredBytes(
            pictures.GetValueOrDefault(PictureSource.Screen),
            pictures.GetValueOrDefault(PictureSource.Room),
            strips
        );
    }
}
