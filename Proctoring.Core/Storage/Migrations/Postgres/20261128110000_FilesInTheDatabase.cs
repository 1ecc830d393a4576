using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Postgres
{
    /// <summary>Adds the tables of evidence and keys for servers without a data folder of their own. They are not part of the model:
    /// their stores read and write them directly.</summary>
    public sealed partial class FilesInTheDatabase : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                CREATE TABLE "KeyFiles" (
                    "Name" character varying(200) PRIMARY KEY,
                    "Content" bytea NOT NULL
                );
                CREATE TABLE "EvidenceFiles" (
                    "Key" character varying(200) PRIMARY KEY,
                    "Folder" character varying(200) NOT NULL,
                    "Content" bytea NOT NULL
                );
                CREATE INDEX "IX_EvidenceFiles_Folder" ON "EvidenceFiles" ("Folder");
                -- Encrypted content cannot be compressed.
                ALTER TABLE "EvidenceFiles" ALTER COLUMN "Content" SET STORAGE EXTERNAL;
                """
            );

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("""DROP TABLE "EvidenceFiles"; DROP TABLE "KeyFiles";""");
    }
}
