using System.ComponentModel.DataAnnotations;

namespace Proctoring.Core;

/// <summary>Where the server stores evidence and keys. In the database, they need no folder that survives the server.</summary>
public sealed class StorageOptions
{
    /// <summary>Where evidence is stored: Folder, or Database (PostgreSQL only).</summary>
    public StoragePlace Evidence { get; set; }

    /// <summary>Where keys are stored: Folder, or Database (PostgreSQL only).</summary>
    public StoragePlace Keys { get; set; }

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
}
