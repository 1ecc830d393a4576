using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core;

/// <summary>Where the server stores evidence and keys. In the database, they need no folder that survives the server.</summary>
public sealed class StorageOptions
{
    /// <summary>Where evidence is stored: Folder, Database (PostgreSQL only), or S3.</summary>
    public StoragePlace Evidence { get; set; }

    /// <summary>Where keys are stored: Folder, or Database (PostgreSQL only).</summary>
    public StoragePlace Keys { get; set; }

    /// <summary>The storage for evidence in S3.</summary>
    [Required]
    public S3Options S3 { get; set; } = new();

    /// <summary>A PKCS #12 file (.pfx) whose certificate encrypts the keys. Empty: the keys are stored as they are.</summary>
    [Required(AllowEmptyStrings = true)]
    public string KeyCertificate { get; set; } = "";

    /// <summary>The password of that file.</summary>
    [Required(AllowEmptyStrings = true)]
    public string KeyCertificatePassword { get; set; } = "";
}

/// <summary>A place for evidence or keys.</summary>
public enum StoragePlace
{
    /// <summary>The data folder.</summary>
    Folder,

    /// <summary>The PostgreSQL database.</summary>
    Database,

    /// <summary>S3-compatible storage; for evidence only.</summary>
    S3,
}

/// <summary>S3-compatible storage. The server encrypts what it stores there.</summary>
public sealed class S3Options
{
    /// <summary>The address, such as https://s3.example.org.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Endpoint { get; set; } = "";

    /// <summary>The region in signatures. Most products other than Amazon's accept the default.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Region { get; set; } = "us-east-1";

    /// <summary>The bucket, which must exist.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Bucket { get; set; } = "";

    /// <summary>The id of the access key. It needs the rights to list, read, write and delete.</summary>
    [Required(AllowEmptyStrings = true)]
    public string AccessKey { get; set; } = "";

    /// <summary>The secret of the access key.</summary>
    [Required(AllowEmptyStrings = true)]
    public string SecretKey { get; set; } = "";
}
