// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Roots of one append-only log, put where its operator cannot take them back
/// @notice Keeps roots of an RFC 6962 tree by tree size, each signed by the log's operator, sizes only rising, and
///   proves against them that an entry is in the log. Nothing else ever goes on the chain: no entry, no name, no sum.
/// @dev Reads no clock (some chains count milliseconds, some seconds): when a root was anchored is its block's time.
///   A larger size does not show that the smaller tree is its beginning: that is a consistency proof, checked off chain.
contract RootAnchor {
    /// @notice EIP-712 type of what the operator signs; chain and contract stand in the domain.
    bytes32 public constant ANCHOR_TYPE = keccak256("Anchor(bytes32 originHash,uint64 size,bytes32 root)");
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME_HASH = keccak256("Jieqing RootAnchor");
    bytes32 private constant VERSION_HASH = keccak256("1");
    /// @dev Half the order of secp256k1: of the two signatures that fit, only the one with the lower s is taken (EIP-2).
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    /// @notice Whose signature a root needs.
    address public immutable operator;
    /// @notice SHA-256 of the log's origin line.
    bytes32 public immutable originHash;
    /// @notice The block in which this contract was made: no anchor is older.
    uint256 public immutable madeInBlock;
    /// @notice The log's origin line, as it stands in its checkpoints.
    string public origin;
    /// @notice The largest size anchored; 0 while there is none.
    uint64 public latestSize;
    /// @notice The root anchored for a size; zero where there is none.
    mapping(uint64 size => bytes32 root) public rootOf;

    /// @notice A root was anchored.
    event Anchored(uint64 indexed size, bytes32 root);

    /// @notice The contract needs an operator and an origin.
    error NothingNamed();
    /// @notice The signature is not the operator's over this chain, this contract, this log, this size and this root.
    error NotTheOperator();
    /// @notice A root of 32 zero bytes means "none" here and cannot be anchored.
    error ZeroRoot();
    /// @notice Another root stands for this size: the log shows two faces.
    error OtherRoot(uint64 size, bytes32 anchored);
    /// @notice The size is not larger than what is anchored: a log never shrinks.
    error NotLarger(uint64 size, uint64 latest);
    /// @notice Nothing is anchored for this size.
    error NotAnchored(uint64 size);

    /// @param operator_ address of the key that signs roots
    /// @param origin_ the log's origin line, without a line end
    constructor(address operator_, string memory origin_) {
        if (operator_ == address(0) || bytes(origin_).length == 0) revert NothingNamed();
        operator = operator_;
        origin = origin_;
        originHash = sha256(bytes(origin_));
        madeInBlock = block.number;
    }

    /// @notice Anchors a root. Anyone may send it; the operator must have signed it.
    /// @dev The same size and root again change nothing, so that whoever is unsure may send again.
    /// @param size number of entries in the tree
    /// @param root RFC 6962 root of the tree
    /// @param v recovery number of the signature over digestOf(size, root), 27 or 28
    /// @param r first half of the signature
    /// @param s second half of the signature, in the lower half of the order
    function anchor(uint64 size, bytes32 root, uint8 v, bytes32 r, bytes32 s) external {
        if (uint256(s) > HALF_ORDER) revert NotTheOperator();
        // A false signature recovers to zero or to a stranger; the operator is never zero.
        if (ecrecover(digestOf(size, root), v, r, s) != operator) revert NotTheOperator();
        if (root == 0) revert ZeroRoot();
        bytes32 anchored = rootOf[size];
        if (anchored == root) return;
        if (anchored != 0) revert OtherRoot(size, anchored);
        if (size <= latestSize) revert NotLarger(size, latestSize);
        latestSize = size;
        rootOf[size] = root;
        emit Anchored(size, root);
    }

    /// @notice What the operator signs for a root (EIP-712): it counts on this chain and in this contract alone.
    /// @param size number of entries in the tree
    /// @param root RFC 6962 root of the tree
    /// @return digest that is signed as it is
    function digestOf(uint64 size, bytes32 root) public view returns (bytes32 digest) {
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPE, NAME_HASH, VERSION_HASH, block.chainid, address(this)));
        bytes32 message = keccak256(abi.encode(ANCHOR_TYPE, originHash, size, root));
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }

    /// @notice Whether a leaf stands at an index of the tree whose root is anchored here (RFC 9162, 2.1.3.2).
    /// @param leafHash SHA-256 of a zero byte and the entry
    /// @param index the entry's place, from 0
    /// @param size size of an anchored tree; reverts where none is anchored for it
    /// @param proof audit path from the leaf upwards; one hash too many or too few is no proof
    /// @return isIncluded true if the path leads to the anchored root
    function verifyInclusion(bytes32 leafHash, uint64 index, uint64 size, bytes32[] calldata proof)
        external
        view
        returns (bool isIncluded)
    {
        bytes32 root = rootOf[size];
        if (root == 0) revert NotAnchored(size);
        if (index >= size) return false;
        uint64 place = index;
        uint64 last = size - 1;
        bytes32 node = leafHash;
        for (uint256 i = 0; i < proof.length; ++i) {
            if (last == 0) return false;
            if (place & 1 == 1 || place == last) {
                node = sha256(abi.encodePacked(bytes1(0x01), proof[i], node));
                // The last node of an odd row has no sibling: it rises until it is a right child.
                while (place & 1 == 0 && place != 0) {
                    place >>= 1;
                    last >>= 1;
                }
            } else {
                node = sha256(abi.encodePacked(bytes1(0x01), node, proof[i]));
            }
            place >>= 1;
            last >>= 1;
        }
        return last == 0 && node == root;
    }
}
