using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.AspNetCore.DataProtection;

namespace Proctoring.Core.Storage.Record;

/// <summary>Stores evidence as encrypted objects of S3-compatible storage. Their names are the keys with the ending of the folder's
/// files.</summary>
internal sealed class S3EvidenceStore(S3Options options, IDataProtectionProvider protection) : ISharedEvidenceStore, IDisposable
{
    readonly IDataProtector protector = protection.CreateProtector(FolderEvidenceStore.Purpose);

    readonly AmazonS3Client storage = new(
        new BasicAWSCredentials(options.AccessKey, options.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = options.Endpoint,
            AuthenticationRegion = options.Region,
            // Other products than Amazon's have no host name for each bucket and do not know its newer checksums.
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            // Evidence waits in the journal, which tries again.
            MaxErrorRetry = 1,
            Timeout = TimeSpan.FromSeconds(10),
        }
    );

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        PutEncryptedAsync(key, protector.Protect(content.ToArray()), cancellation);

    public Task PutEncryptedAsync(string key, byte[] encrypted, CancellationToken cancellation) =>
        AskAsync(
            async () =>
            {
                using var stream = new MemoryStream(encrypted, writable: false);
                return await storage
                    .PutObjectAsync(
                        new PutObjectRequest
                        {
                            BucketName = options.Bucket,
                            Key = NameOf(key),
                            InputStream = stream,
                            ContentType = "application/octet-stream",
                            UseChunkEncoding = false,
                        },
                        cancellation
                    )
                    .ConfigureAwait(false);
            },
            cancellation
        );

    public async Task<byte[]?> GetAsync(string key, CancellationToken cancellation)
    {
        if (await GetEncryptedAsync(key, cancellation).ConfigureAwait(false) is not { } encrypted)
            return null;
        try
        {
            return protector.Unprotect(encrypted);
        }
        catch (CryptographicException cause)
        {
            throw new EvidenceDamagedException(key, cause);
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellation) =>
        AskAsync(() => storage.DeleteObjectAsync(options.Bucket, NameOf(key), cancellation), cancellation);

    /// <summary>Stores the entry under the other key first: after a stop in between both exist, and none is lost. Not a copy on the
    /// server, for which products encode the name differently.</summary>
    public async Task MoveAsync(string key, string newKey, CancellationToken cancellation)
    {
        var encrypted =
            await GetEncryptedAsync(key, cancellation).ConfigureAwait(false)
            ?? throw new FileNotFoundException($"There is no evidence {key}.", key);
        await PutEncryptedAsync(newKey, encrypted, cancellation).ConfigureAwait(false);
        await DeleteAsync(key, cancellation).ConfigureAwait(false);
    }

    public async Task<long> SizeAsync(string folder, CancellationToken cancellation) =>
        (await ObjectsAsync(folder, cancellation).ConfigureAwait(false)).Sum(item => item.Size ?? 0);

    public async Task<IReadOnlyList<string>> KeysAsync(string folder, CancellationToken cancellation) =>
        [
            .. (await ObjectsAsync(folder, cancellation).ConfigureAwait(false))
                .Where(item => item.Key.EndsWith(FolderEvidenceStore.Ending, StringComparison.Ordinal))
                .Select(item => item.Key[..^FolderEvidenceStore.Ending.Length]),
        ];

    public IAsyncEnumerable<StoredFolder> AllAsync(CancellationToken cancellation) =>
        EvidenceKey.ByFolder(StreamAsync(cancellation), cancellation);

    /// <summary>An object is stored as a whole or not at all.</summary>
    public Task<IReadOnlyList<byte[]>> UnfinishedAsync(string key, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<byte[]>>([]);

    public Task<int> RemoveUnfinishedAsync(CancellationToken cancellation) => Task.FromResult(0);

    public void Dispose() => storage.Dispose();

    Task<byte[]?> GetEncryptedAsync(string key, CancellationToken cancellation) =>
        AskAsync(
            async () =>
            {
                try
                {
                    using var found = await storage.GetObjectAsync(options.Bucket, NameOf(key), cancellation).ConfigureAwait(false);
                    return await ReadAsync(key, found, cancellation).ConfigureAwait(false);
                }
                // A bucket that is missing is a fault of the settings, not an entry that does not exist.
                catch (AmazonS3Exception cause) when (cause is { StatusCode: HttpStatusCode.NotFound, ErrorCode: "NoSuchKey" })
                {
                    return null;
                }
            },
            cancellation
        );

    static async Task<byte[]> ReadAsync(string key, GetObjectResponse found, CancellationToken cancellation)
    {
        try
        {
            using var memory = new MemoryStream();
            await found.ResponseStream.CopyToAsync(memory, cancellation).ConfigureAwait(false);
            return memory.ToArray();
        }
        catch (AmazonClientException cause)
        {
            // The SDK compares the content with the hash that the storage has for it.
            throw new EvidenceDamagedException(key, cause);
        }
    }

    Task<List<S3Object>> ObjectsAsync(string folder, CancellationToken cancellation) =>
        AskAsync(
            async () =>
            {
                var listing = storage.Paginators.ListObjectsV2(
                    new ListObjectsV2Request
                    {
                        BucketName = options.Bucket,
                        Prefix = EvidenceKey.Check(folder) + "/",
                        Delimiter = "/",
                    }
                );
                List<S3Object> found = [];
                await foreach (var item in listing.S3Objects.WithCancellation(cancellation).ConfigureAwait(false))
                    found.Add(item);
                return found;
            },
            cancellation
        );

    /// <summary>The keys of all objects, a thousand with each request.</summary>
    async IAsyncEnumerable<string> StreamAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = options.Bucket, ContinuationToken = next };
            var page = await AskAsync(() => storage.ListObjectsV2Async(request, cancellation), cancellation).ConfigureAwait(false);
            foreach (var item in page.S3Objects ?? [])
            {
                if (item.Key.EndsWith(FolderEvidenceStore.Ending, StringComparison.Ordinal))
                    yield return item.Key[..^FolderEvidenceStore.Ending.Length];
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        } while (next is not null);
    }

    async Task<T> AskAsync<T>(Func<Task<T>> request, CancellationToken cancellation)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (Exception cause)
            when (cause is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
                || (cause is OperationCanceledException && !cancellation.IsCancellationRequested)
            )
        {
            throw new EvidenceStoreUnavailableException(options.Bucket, cause);
        }
    }

    static string NameOf(string key) => EvidenceKey.Check(key) + FolderEvidenceStore.Ending;
}
