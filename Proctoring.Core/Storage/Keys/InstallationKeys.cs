using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Keys;

/// <summary>Checks at the start that the keys belong to the records. Only a new installation gets new keys: with other keys, faces and
/// pictures can't be read, and every chain would look forged.</summary>
internal sealed class InstallationKeys(
    ProctoringPaths paths,
    IKeyFiles files,
    KeyCanary canary,
    SigningKey signing,
    ChainSeal seal,
    IDbContextFactory<ProctoringDb> databases,
    IEvidenceStore evidence,
    ChainWitness witness,
    FaceEncryption faces,
    EncryptionKeys encryption
)
{
    /// <summary>The number of newest records to try. One that fits proves that the keys are right.</summary>
    const int Sample = 50;

    /// <summary>Checks the keys, and creates those of a new installation.</summary>
    /// <returns>Whether records of an earlier version, or of none, must be adopted: this version has not yet completed a start
    /// here.</returns>
    /// <exception cref="KeysUnavailableException">The keys don't belong to the records; the message says what to restore.</exception>
    public async Task<bool> PrepareAsync(CancellationToken cancellation)
    {
        var known = canary.Exists;
        if (known && canary.Problem() is { } problem)
            throw Refused(problem);
        if (await HasRecordsAsync(cancellation).ConfigureAwait(false))
        {
            // Reading a missing key would create one, so the files are checked first.
            if (!signing.Exists && await HasChainsAsync(cancellation).ConfigureAwait(false))
                throw Refused($"{SigningKey.FileName} is missing in {files.Place}, but there are records that it signed.");
            if (!encryption.Exist())
                throw Refused($"There are no encryption keys in {files.Place}, but there are records that were encrypted with them.");
            if (!await AnyFitsAsync(cancellation).ConfigureAwait(false))
                throw Refused("None of the records was signed or encrypted with these keys.");
        }

        if (!signing.Exists)
            await signing.CreateAsync(cancellation).ConfigureAwait(false);
        return !known;
    }

    /// <summary>Completes the first start of this version.</summary>
    public Task CompleteAsync(CancellationToken cancellation) => canary.Exists ? Task.CompletedTask : canary.WriteAsync(cancellation);

    async Task<bool> HasChainsAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.ChainHeads.AnyAsync(cancellation).ConfigureAwait(false);
    }

    async Task<bool> HasRecordsAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.ChainHeads.AnyAsync(cancellation).ConfigureAwait(false)
            || await database.EvidenceImages.AnyAsync(cancellation).ConfigureAwait(false)
            || await database.Students.AnyAsync(student => student.EnrolledFace != null, cancellation).ConfigureAwait(false)
            || (await WitnessesAsync(cancellation).ConfigureAwait(false)).Count > 0;
    }

    /// <summary>Whether at least one record was signed or encrypted with the keys.</summary>
    async Task<bool> AnyFitsAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var heads = await database
            .ChainHeads.AsNoTracking()
            .OrderByDescending(head => head.SignedAt)
            .Take(Sample)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        if (heads.Count > 0)
            return heads.Any(seal.Verifies);
        var images = await database
            .EvidenceImages.OrderByDescending(image => image.TakenAt)
            .Select(image => image.StoreKey)
            .Take(Sample)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var key in images.Concat((await WitnessesAsync(cancellation).ConfigureAwait(false)).Take(Sample)))
        {
            if (await CanReadAsync(key, cancellation).ConfigureAwait(false))
                return true;
        }

        var enrolled = await database
            .Students.Where(student => student.EnrolledFace != null)
            .Select(student => student.EnrolledFace!)
            .Take(Sample)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return enrolled.Any(face => faces.Open(face) is not null);
    }

    async Task<bool> CanReadAsync(string key, CancellationToken cancellation)
    {
        try
        {
            return await evidence.GetAsync(key, cancellation).ConfigureAwait(false) is not null;
        }
        catch (EvidenceDamagedException)
        {
            // The record belongs to other keys.
            return false;
        }
    }

    async Task<List<string>> WitnessesAsync(CancellationToken cancellation) =>
        [.. (await witness.ChainsAsync(cancellation).ConfigureAwait(false)).Select(ChainWitness.KeyOf)];

    KeysUnavailableException Refused(string reason) =>
        new(
            $"{reason} Restore {files.Place} from the backup that belongs to this database and to {paths.Evidence}. "
                + "Nothing was changed. For a new installation, use an empty data folder and an empty database."
        );
}

/// <summary>The keys that encrypt evidence and faces.</summary>
/// <param name="Exist">Whether there is at least one. Reading them through Data Protection would create one.</param>
internal sealed record EncryptionKeys(Func<bool> Exist)
{
    /// <summary>Keys in the format of ASP.NET Core Data Protection.</summary>
    public static EncryptionKeys In(IKeyFiles files) =>
        new(() =>
            files.Names().Any(name => name.StartsWith("key-", StringComparison.Ordinal) && name.EndsWith(".xml", StringComparison.Ordinal))
        );
}
