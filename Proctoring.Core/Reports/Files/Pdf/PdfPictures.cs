using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Record;
using SkiaSharp;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>The pictures of one report, scaled to the size at which it prints them: the camera's pictures would make the file ten times as
/// large. Each is read once, although several flags may show it.</summary>
internal sealed class PdfPictures(EvidenceReader evidence, Guid sessionId)
{
    /// <summary>The width of a picture of a strip, in pixels.</summary>
    const int StripWidth = 200;

    /// <summary>The width of every other picture, in pixels.</summary>
    const int PictureWidth = 360;

    /// <summary>The pictures of a strip that a report shows.</summary>
    public const int MostOfStrip = 8;

    const int Quality = 80;

    readonly Dictionary<string, PdfPicture?> read = new(StringComparer.Ordinal);
    IReadOnlyList<StoredScreen>? screens;
    IReadOnlyList<StoredScreen>? rooms;

    /// <summary>The photo from the start; null if there is none that can be read.</summary>
    public Task<PdfPicture?> StartPhotoAsync(CancellationToken cancellation) =>
        OnceAsync("start", PictureWidth, () => evidence.ReadStartPhotoAsync(sessionId, cancellation));

    /// <summary>A picture of a flag; null if it cannot be read.</summary>
    public Task<PdfPicture?> PictureAsync(Guid id, CancellationToken cancellation) =>
        OnceAsync(
            $"{id:N}",
            PictureWidth,
            async () =>
                await evidence.ReadAsync(sessionId, id, cancellation).ConfigureAwait(false)
                    is (var content, "image/jpeg" or "image/png" or "image/webp")
                    ? content
                    : null
        );

    /// <summary>Whether the session has pictures of the screen.</summary>
    public async Task<bool> HasScreensAsync(CancellationToken cancellation) =>
        (await ReadScreensAsync(cancellation).ConfigureAwait(false)).Count > 0;

    async Task<IReadOnlyList<StoredScreen>> ReadScreensAsync(CancellationToken cancellation) =>
        screens ??= await evidence.ScreensAsync(sessionId, PictureSource.Screen, cancellation).ConfigureAwait(false);

    /// <summary>The room at the moment of a flag, as the phone saw it; null if no picture shows it.</summary>
    public async Task<PdfRoom?> RoomAsync(DateTime beganAt, CancellationToken cancellation)
    {
        rooms ??= await evidence.ScreensAsync(sessionId, PictureSource.Room, cancellation).ConfigureAwait(false);
        return FlagScreen.At(rooms, room => room.TakenAt, beganAt) is { } found
            ? new PdfRoom(found.TakenAt, await PictureAsync(found.Id, cancellation).ConfigureAwait(false))
            : null;
    }

    /// <summary>The screen at the moment of a flag; null if no picture shows it.</summary>
    public async Task<PdfScreen?> ScreenAsync(DateTime beganAt, CancellationToken cancellation)
    {
        var taken = await ReadScreensAsync(cancellation).ConfigureAwait(false);
        return FlagScreen.At(taken, screen => screen.TakenAt, beganAt) is { } found
            ? new PdfScreen(await PictureAsync(found.Id, cancellation).ConfigureAwait(false))
            : null;
    }

    /// <summary>The pictures of a strip, evenly chosen; empty if the strip cannot be read.</summary>
    /// <param name="id">The strip.</param>
    /// <param name="count">The number of its pictures.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<PdfPicture>> StripAsync(Guid id, int count, CancellationToken cancellation)
    {
        var shown = Math.Min(count, MostOfStrip);
        byte[]? content = null;
        var isRead = false;
        List<PdfPicture> images = [];
        for (var index = 0; index < shown; index++)
        {
            var frame = shown == 1 ? 0 : index * (count - 1) / (shown - 1);
            var image = await OnceAsync(
                    $"{id:N}/{frame}",
                    StripWidth,
                    async () =>
                    {
                        if (!isRead)
                            content = (await evidence.ReadAsync(sessionId, id, cancellation).ConfigureAwait(false))?.Content;
                        isRead = true;
                        return content is null ? null : StripFile.ReadPicture(content, frame);
                    }
                )
                .ConfigureAwait(false);
            if (image is not null)
                images.Add(image);
        }

        return images;
    }

    async Task<PdfPicture?> OnceAsync(string key, int width, Func<Task<byte[]?>> readAsync)
    {
        if (!read.TryGetValue(key, out var image))
            read[key] = image = await readAsync().ConfigureAwait(false) is { } content ? Scaled(content, width) : null;
        return image;
    }

    /// <summary>A picture as a smaller JPEG, which the PDF stores as it is; null if it cannot be decoded.</summary>
    static PdfPicture? Scaled(byte[] encoded, int width)
    {
        using var data = SKData.CreateCopy(encoded);
        using var codec = SKCodec.Create(data);
        if (codec is null)
            return null;
        var wanted = Math.Min(1f, width / (float)codec.Info.Width);
        var decoded = codec.GetScaledDimensions(wanted);
        // In colour also if it is grey: the file has one colour space for all pictures.
        var info = codec.Info.WithColorType(SKImageInfo.PlatformColorType);
        using var bitmap = SKBitmap.Decode(codec, info.WithSize(decoded.Width, decoded.Height));
        if (bitmap is null)
            return null;
        var size = info.WithSize((int)Math.Round(info.Width * wanted), (int)Math.Round(info.Height * wanted));
        using var small = bitmap.Resize(size, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        var shown = small ?? bitmap;
        using var jpeg = shown.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return new PdfPicture(jpeg.ToArray(), shown.Width, shown.Height);
    }
}

/// <summary>A picture as a PDF stores it.</summary>
/// <param name="Jpeg">The file, in colour.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
internal sealed record PdfPicture(byte[] Jpeg, int Width, int Height);

/// <summary>A picture of the screen in a report.</summary>
/// <param name="Image">The picture; null if it cannot be read.</param>
internal sealed record PdfScreen(PdfPicture? Image);

/// <summary>A picture of the room camera in a report.</summary>
/// <param name="TakenAt">When it arrived, UTC.</param>
/// <param name="Image">The picture; null if it cannot be read.</param>
internal sealed record PdfRoom(DateTime TakenAt, PdfPicture? Image);
