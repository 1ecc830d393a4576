using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Integration;

/// <summary>A new branding of a system. Empty texts mean the server's own.</summary>
/// <param name="Name">The name beside the logo.</param>
/// <param name="Color">The colour on light pages, such as "#0b5563".</param>
/// <param name="DarkColor">The colour on dark pages; empty for a lighter shade of the colour.</param>
/// <param name="Logo">A checked logo; null for none.</param>
internal sealed record BrandingChange(string Name, string Color, string DarkColor, CheckedPicture? Logo)
{
    /// <summary>Whether the present logo stays; then <see cref="Logo"/> is null.</summary>
    public bool KeepsLogo { get; init; }
}

/// <summary>The branding of a system as the frame shows it. All are null for the server's own.</summary>
internal sealed record ShownBranding(string? Name, string? Color, string? DarkColor, string? LogoFile);

/// <summary>Stores how the frame looks in the exams of each system, and finds it for an exam.</summary>
internal sealed partial class SystemBrandings(IDbContextFactory<ProctoringDb> databases, TimeProvider time) : IDisposable
{
    /// <summary>The limits of a logo.</summary>
    public static readonly PictureLimits LogoLimits =
        new(256 * 1024, 4 * PictureLimits.Megapixel, MinSide: 16, DecodedPixels: PictureLimits.Megapixel);

    const int HashCharacters = 32;

    const int CachedBytes = 16 * 1024 * 1024;

    /// <summary>How long another server may go on showing a logo that was removed.</summary>
    static readonly TimeSpan Cached = TimeSpan.FromMinutes(10);

    readonly MemoryCache logos = new(new MemoryCacheOptions { SizeLimit = CachedBytes });

    /// <summary>The address of a logo below the server's path for logos: it changes with the bytes.</summary>
    public static string FileOf(CheckedPicture logo) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(logo.Content))[..HashCharacters]}.{logo.ContentType["image/".Length..]}";

    /// <summary>Finds the branding of the system that a key belongs to; null if it has none.</summary>
    public async Task<ShownBranding?> OfKeyAsync(Guid keyId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await Shown(database, database.ApiKeys.Where(key => key.Id == keyId))
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Finds the branding of the system that started an exam; null if it has none, or if no system started the exam.</summary>
    public async Task<ShownBranding?> OfSessionAsync(Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var keys = database
            .Sessions.Where(session => session.Id == sessionId)
            .Join(database.ApiKeys, session => session.ApiKeyId, key => key.Id, (_, key) => key);
        return await Shown(database, keys).SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns the bytes of a logo from memory or from the database; null if no system has it. A frame asks for its logo at each
    /// start, and gets it while the database does not answer.</summary>
    /// <param name="file">As <see cref="FileOf"/> returns it.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<byte[]?> LogoAsync(string file, CancellationToken cancellation)
    {
        // Anyone can ask for any name; only one of the right form is worth a query.
        if (!LogoFile().IsMatch(file))
            return null;
        if (logos.TryGetValue(file, out byte[]? known))
            return known;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var logo = await database
            .SystemBrandings.Where(row => row.LogoFile == file)
            .Select(row => row.Logo)
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (logo is not null)
            logos.Set(file, logo, new MemoryCacheEntryOptions { Size = logo.Length, AbsoluteExpirationRelativeToNow = Cached });
        return logo;
    }

    public void Dispose() => logos.Dispose();

    /// <summary>Stores a branding for all keys of the system that a key belongs to.</summary>
    /// <param name="keyId">The key.</param>
    /// <param name="change">The branding.</param>
    /// <param name="viewer">The member of staff who changes it.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>The mistakes; empty if it was stored.</returns>
    /// <exception cref="InvalidOperationException">There is no such key.</exception>
    /// <exception cref="UnauthorizedAccessException">The viewer is no administrator.</exception>
    public async Task<IReadOnlyList<BrandingMistake>> SaveAsync(
        Guid keyId,
        BrandingChange change,
        StaffViewer viewer,
        CancellationToken cancellation
    )
    {
        if (!viewer.Is(StaffRoles.Administrator))
            throw new UnauthorizedAccessException("Only administrators change how exams look.");
        if (BrandingCheck.Mistakes(change.Name, change.Color, change.DarkColor).ToList() is { Count: > 0 } mistakes)
            return mistakes;
        try
        {
            await StoreAsync(keyId, change, viewer, cancellation).ConfigureAwait(false);
        }
        catch (DbUpdateException added) when (added.IsUniqueViolation())
        {
            // Another administrator stored the first branding of the system at the same moment: the later one counts.
            await StoreAsync(keyId, change, viewer, cancellation).ConfigureAwait(false);
        }

        return [];
    }

    async Task StoreAsync(Guid keyId, BrandingChange change, StaffViewer viewer, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var key = await database.ApiKeys.AsNoTracking().SingleAsync(known => known.Id == keyId, cancellation).ConfigureAwait(false);
        var row = await database
            .SystemBrandings.SingleOrDefaultAsync(known => known.OwnerId == key.OwnerId, cancellation)
            .ConfigureAwait(false);
        if (row is null)
            database.Add(row = new SystemBranding { OwnerId = key.OwnerId });
        (row.Name, row.Color, row.DarkColor) = (Value(change.Name), Value(change.Color), Value(change.DarkColor));
        if (!change.KeepsLogo)
            (row.Logo, row.LogoFile) = (change.Logo?.Content, change.Logo is null ? null : FileOf(change.Logo));
        row.ChangedAt = now;
        var looks = string.Join(", ", new[] { row.Name, row.Color, row.DarkColor, row.LogoFile }.OfType<string>());
        database.Audit(viewer, "api_key_branding", $"API key {key.Name} ({key.Prefix}…): {(looks.Length > 0 ? looks : "none")}", now);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        logos.Clear();
    }

    static IQueryable<ShownBranding> Shown(ProctoringDb database, IQueryable<ApiKey> keys) =>
        keys.Join(
            database.SystemBrandings,
            key => key.OwnerId,
            branding => branding.OwnerId,
            (_, branding) => new ShownBranding(branding.Name, branding.Color, branding.DarkColor, branding.LogoFile)
        );

    [GeneratedRegex(@"^[0-9a-f]{32}\.(png|jpeg|webp)\z")]
    private static partial Regex LogoFile();

    static string? Value(string text) => text.Trim() is { Length: > 0 } value ? value : null;
}
